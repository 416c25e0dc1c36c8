import { ProtocolError } from '../errors.ts'
import { keyProblem, KEY_MAX_BYTES } from '../key-problem.ts'
import type { XmlElement } from './xml.ts'

/** Longer than any id or name of the protocol; limits what is echoed in an error. */
export const NAME_MAX_LENGTH = 128
export const URL_MAX_LENGTH = 2048

/**
 * How an element was read: its text, or its children, each of which is read by itself; `whole` is one that other code
 * reads, or that has no meaning here.
 */
export type ReadAs = 'text' | 'children' | 'whole'

/**
 * An element that is being read, with its path for messages, such as `Operation.Output`. Each read is noted for the
 * whole document, so that `assertAllRead` can find the elements that were not read.
 */
export interface FieldPath {
  readonly element: XmlElement
  readonly path: string
  readonly notes: Map<XmlElement, ReadAs>
  /** Returns the path of a child, if the element was assembled from several. */
  readonly locate?: (name: string) => string
}

/** Begins to read a document, or an element as one. */
export function startReading(element: XmlElement, path = ''): FieldPath {
  return { element, path, notes: new Map() }
}

/** Begins to read a body. Throws InvalidArgument if its root is not Request. */
export function startRequest(root: XmlElement): FieldPath {
  if (root.name !== 'Request') throw invalidArgument('The root element must be Request.')
  return startReading(root)
}

export function invalidArgument(message: string): ProtocolError {
  return new ProtocolError('InvalidArgument', message)
}

/** `what` is a path, with the value if other values are supported. */
export function notImplemented(what: string, reason?: string): ProtocolError {
  const end = reason === undefined ? '.' : `: ${reason}.`
  return new ProtocolError('NotImplemented', `${what} is not implemented here${end}`)
}

export function pathOf({ path, locate }: Pick<FieldPath, 'path' | 'locate'>, name: string): string {
  if (locate) return locate(name)
  return path === '' ? name : `${path}.${name}`
}

/** Returns all children called `name`: the protocol's form of an array. */
export function childrenAt(place: FieldPath, name: string, readAs: ReadAs): readonly XmlElement[] {
  const { children } = place.element
  const exact = children.filter((child) => child.name === name)
  const found = exact.length > 0 ? exact : children.filter((child) => isSpelt(child, name))
  for (const child of found) place.notes.set(child, readAs)
  return found
}

/** Returns the first child called `name`. */
export function childAt(place: FieldPath, name: string, readAs: ReadAs): XmlElement | undefined {
  const { children } = place.element
  const found =
    children.find((child) => child.name === name) ?? children.find((child) => isSpelt(child, name))
  if (found) place.notes.set(found, readAs)
  return found
}

/** Without an exact match, case does not matter: one client writes `isPicInfo` for `IsPicInfo`. */
function isSpelt(child: XmlElement, name: string): boolean {
  return child.name.length === name.length && child.name.toLowerCase() === name.toLowerCase()
}

/** Returns the trimmed text of the first child called `name`; `undefined` if it is absent or empty. */
export function textAt(place: FieldPath, name: string): string | undefined {
  const text = childAt(place, name, 'text')?.text.trim()
  return text === '' ? undefined : text
}

/** Returns the trimmed texts of all children called `name` that have one. */
export function textsAt(place: FieldPath, name: string): readonly string[] {
  return childrenAt(place, name, 'text').flatMap(({ text }) => text.trim() || [])
}

/** Returns the path of a child that is read next. */
export function fieldOf(place: FieldPath, element: XmlElement): FieldPath {
  return { element, path: pathOf(place, element.name), notes: place.notes }
}

export function optionalField(place: FieldPath, name: string): FieldPath | undefined {
  const element = childAt(place, name, 'children')
  return element && fieldOf(place, element)
}

/** Returns all children called `name` that have a value: clients send empty ones of what they don't use. */
export function nonEmptyFields(place: FieldPath, name: string): readonly FieldPath[] {
  return childrenAt(place, name, 'children')
    .filter((element) => !isBlank(element))
    .map((element) => fieldOf(place, element))
}

/** Whether it has no text, however many elements it has. */
export function isBlank({ text, children }: XmlElement): boolean {
  return text.trim() === '' && children.every(isBlank)
}

/** Marks all children with these names as read by others. */
export function skipFields(place: FieldPath, ...names: readonly string[]): void {
  for (const name of names) childrenAt(place, name, 'whole')
}

/**
 * Throws NotImplemented for features that are switched on: none is supported here, and `values` are those that switch
 * one off.
 */
export function assertOff(place: FieldPath, offValues: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, values] of Object.entries(offValues)) {
    const text = textAt(place, name)
    if (text === undefined || values.some((value) => value.toLowerCase() === text.toLowerCase())) continue
    throw notImplemented(`${pathOf(place, name)} ${text.slice(0, NAME_MAX_LENGTH)}`)
  }
}

/** Returns the child called `name`. Throws InvalidArgument if it is missing. */
export function requiredField(place: FieldPath, name: string): FieldPath {
  const found = optionalField(place, name)
  if (!found) throw invalidArgument(`${pathOf(place, name)} is required.`)
  return found
}

/** Returns an id or a name of at most 128 characters. */
export function optionalName(place: FieldPath, name: string): string | undefined {
  const text = textAt(place, name)
  if (text !== undefined && text.length > NAME_MAX_LENGTH) {
    throw invalidArgument(`${pathOf(place, name)} must have at most ${NAME_MAX_LENGTH} characters.`)
  }
  return text
}

export function requiredName(place: FieldPath, name: string): string {
  const text = optionalName(place, name)
  if (text === undefined) throw invalidArgument(`${pathOf(place, name)} is required.`)
  return text
}

/** Returns one of `allowed`, compared without case: clients write `json` as well as `JSON`. */
export function optionalChoice<T extends string>(
  place: FieldPath,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const text = textAt(place, name)?.toLowerCase()
  if (text === undefined) return undefined
  const choice = allowed.find((candidate) => candidate.toLowerCase() === text)
  if (choice !== undefined) return choice
  const list = allowed.length === 1 ? allowed.join('') : `one of ${allowed.join(', ')}`
  throw invalidArgument(`${pathOf(place, name)} must be ${list}.`)
}

/** Returns an http or https URL. It is not checked here whether it may be called. */
export function optionalUrl(place: FieldPath, name: string): string | undefined {
  const text = textAt(place, name)
  if (text === undefined || isHttpUrl(text)) return text
  throw invalidArgument(
    `${pathOf(place, name)} must be an http or https address of at most ${URL_MAX_LENGTH} characters.`,
  )
}

export function isHttpUrl(text: string): boolean {
  const url = text.length <= URL_MAX_LENGTH ? URL.parse(text) : null
  return url?.protocol === 'http:' || url?.protocol === 'https:'
}

/** Returns an object key without the leading slash that some examples have. Throws InvalidArgument. */
export function readObjectKey(path: string, text: string): string {
  const key = text.startsWith('/') ? text.slice(1) : text
  assertObjectKeyAt(path, key)
  return key
}

/** Throws InvalidArgument for an invalid object key. */
export function assertObjectKeyAt(path: string, key: string): void {
  const rule = objectKeyRule(key)
  if (rule !== undefined) throw invalidArgument(`${path} ${rule}.`)
}

/** Returns what is wrong with an object key, behind its name; `undefined` if nothing is. */
export function objectKeyRule(key: string): string | undefined {
  const problem = keyProblem(key)
  if (problem === undefined) return undefined
  return problem === 'not-in-xml'
    ? 'has a character that XML has no spelling for'
    : `must have 1 to ${KEY_MAX_BYTES} bytes of UTF-8`
}
