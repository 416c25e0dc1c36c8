import { ProtocolError } from '../errors.ts'
import { keyProblem, KEY_MAX_BYTES } from '../object-key.ts'
import type { XmlElement } from './xml.ts'

/** Longer than any id or name of the protocol; keeps what is echoed in an error short. */
export const NAME_MAX_LENGTH = 128
const URL_MAX_LENGTH = 2048

/**
 * As what an element was read: its text, or its children, each of which is read by itself; `whole` is one that somebody
 * else reads, or that means nothing here.
 */
export type ReadAs = 'text' | 'children' | 'whole'

/**
 * An element that is being read, and how messages call it, such as `Operation.Output`. What is read through it is noted
 * for all of its document, so that `refuseUnread` can tell what nobody asked for.
 */
export interface FieldPath {
  readonly element: XmlElement
  readonly path: string
  readonly notes: Map<XmlElement, ReadAs>
  /** The path of a child, where what is read as one element was sent in several. */
  readonly locate?: (name: string) => string
}

/** Begins the reading of a document, or of what stands for one. */
export function startReading(element: XmlElement, path = ''): FieldPath {
  return { element, path, notes: new Map() }
}

export function invalidArgument(message: string): ProtocolError {
  return new ProtocolError('InvalidArgument', message)
}

/** `what`: a path, and a value where others are. */
export function notImplemented(what: string, reason?: string): ProtocolError {
  const end = reason === undefined ? '.' : `: ${reason}.`
  return new ProtocolError('NotImplemented', `${what} is not implemented here${end}`)
}

export function pathOf({ path, locate }: Pick<FieldPath, 'path' | 'locate'>, name: string): string {
  if (locate) return locate(name)
  return path === '' ? name : `${path}.${name}`
}

/** All children called `name`: how the protocol spells an array. */
export function childrenAt(place: FieldPath, name: string, readAs: ReadAs): readonly XmlElement[] {
  const { children } = place.element
  const exact = children.filter((child) => child.name === name)
  const found = exact.length > 0 ? exact : children.filter((child) => isSpelt(child, name))
  for (const child of found) place.notes.set(child, readAs)
  return found
}

/** The first child called `name`. */
export function childAt(place: FieldPath, name: string, readAs: ReadAs): XmlElement | undefined {
  const { children } = place.element
  const found =
    children.find((child) => child.name === name) ?? children.find((child) => isSpelt(child, name))
  if (found) place.notes.set(found, readAs)
  return found
}

/** Where no child has the very name, case does not count: one client writes `isPicInfo` for `IsPicInfo`. */
function isSpelt(child: XmlElement, name: string): boolean {
  return child.name.length === name.length && child.name.toLowerCase() === name.toLowerCase()
}

/** The trimmed text of the first child called `name`; `undefined` when it is absent or empty. */
export function textAt(place: FieldPath, name: string): string | undefined {
  const text = childAt(place, name, 'text')?.text.trim()
  return text === '' ? undefined : text
}

/** The trimmed texts of all children called `name` that have one. */
export function textsAt(place: FieldPath, name: string): readonly string[] {
  return childrenAt(place, name, 'text').flatMap(({ text }) => text.trim() || [])
}

/** A child that is read next. */
export function fieldOf(place: FieldPath, element: XmlElement): FieldPath {
  return { element, path: pathOf(place, element.name), notes: place.notes }
}

export function optionalField(place: FieldPath, name: string): FieldPath | undefined {
  const element = childAt(place, name, 'children')
  return element && fieldOf(place, element)
}

/** All children called `name` but those in which nothing is said: clients send empty ones of what they do not use. */
export function nonEmptyFields(place: FieldPath, name: string): readonly FieldPath[] {
  return childrenAt(place, name, 'children')
    .filter((element) => !isBlank(element))
    .map((element) => fieldOf(place, element))
}

/** Whether there is no text in it, however many elements there are. */
export function isBlank({ text, children }: XmlElement): boolean {
  return text.trim() === '' && children.every(isBlank)
}

/** Notes that all children called so are none of this reader's business. */
export function skipFields(place: FieldPath, ...names: readonly string[]): void {
  for (const name of names) childrenAt(place, name, 'whole')
}

/** Refuses any value that asks for something: each is known, done nowhere here, and off with one of `values`. */
export function assertOff(place: FieldPath, offValues: Readonly<Record<string, readonly string[]>>): void {
  for (const [name, values] of Object.entries(offValues)) {
    const text = textAt(place, name)
    if (text === undefined || values.some((value) => value.toLowerCase() === text.toLowerCase())) continue
    throw notImplemented(`${pathOf(place, name)} ${text.slice(0, NAME_MAX_LENGTH)}`)
  }
}

/** The child element called `name`; throws InvalidArgument when it is missing. */
export function requiredField(place: FieldPath, name: string): FieldPath {
  const found = optionalField(place, name)
  if (!found) throw invalidArgument(`${pathOf(place, name)} is required.`)
  return found
}

/** An id or a name: at most 128 characters. */
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

/** One of `allowed`, compared without case: clients write `json` as well as `JSON`. */
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

/** An http or https address. Whether it may be called is not decided here. */
export function optionalUrl(place: FieldPath, name: string): string | undefined {
  const text = textAt(place, name)
  if (text === undefined) return undefined
  const url = text.length <= URL_MAX_LENGTH ? URL.parse(text) : null
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text
  throw invalidArgument(
    `${pathOf(place, name)} must be an http or https address of at most ${URL_MAX_LENGTH} characters.`,
  )
}

/** Refuses what can't be an object key. */
export function assertObjectKeyAt(path: string, key: string): void {
  const problem = keyProblem(key)
  if (problem === undefined) return
  const allowed = `1 to ${KEY_MAX_BYTES} bytes of UTF-8`
  throw invalidArgument(
    problem === 'unspeakable'
      ? `${path} has a character that XML has no spelling for.`
      : `${path} must have ${allowed}.`,
  )
}
