import { ProtocolError } from './errors.ts'
import { keyProblem, KEY_MAX_BYTES } from './object-key.ts'
import { child, childText, type XmlElement } from './xml.ts'

/** Longer than any id or name of the protocol; keeps what is echoed in an error short. */
const NAME_MAX_LENGTH = 128
const URL_MAX_LENGTH = 2048

/** An element and how messages call it, such as `Operation.Output`. */
export interface Place {
  readonly element: XmlElement
  readonly path: string
}

export function invalidArgument(message: string): ProtocolError {
  return new ProtocolError('InvalidArgument', message)
}

export function pathOf({ path }: Place, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

export function optionalPlace(place: Place, name: string): Place | undefined {
  const element = child(place.element, name)
  return element && { element, path: pathOf(place, name) }
}

/** The child element called `name`; throws InvalidArgument when it is missing. */
export function requiredPlace(place: Place, name: string): Place {
  const found = optionalPlace(place, name)
  if (!found) throw invalidArgument(`${pathOf(place, name)} is required.`)
  return found
}

/** An id or a name: at most 128 characters. */
export function optionalName(place: Place, name: string): string | undefined {
  const text = childText(place.element, name)
  if (text !== undefined && text.length > NAME_MAX_LENGTH) {
    throw invalidArgument(`${pathOf(place, name)} must have at most ${NAME_MAX_LENGTH} characters.`)
  }
  return text
}

export function requiredName(place: Place, name: string): string {
  const text = optionalName(place, name)
  if (text === undefined) throw invalidArgument(`${pathOf(place, name)} is required.`)
  return text
}

/** One of `allowed`, compared without case: clients write `json` as well as `JSON`. */
export function optionalChoice<T extends string>(
  place: Place,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const text = childText(place.element, name)?.toLowerCase()
  if (text === undefined) return undefined
  const choice = allowed.find((candidate) => candidate.toLowerCase() === text)
  if (choice !== undefined) return choice
  const list = allowed.length === 1 ? allowed.join('') : `one of ${allowed.join(', ')}`
  throw invalidArgument(`${pathOf(place, name)} must be ${list}.`)
}

/** An http or https address. Whether it may be called is not decided here. */
export function optionalUrl(place: Place, name: string): string | undefined {
  const text = childText(place.element, name)
  if (text === undefined) return undefined
  const url = text.length <= URL_MAX_LENGTH ? URL.parse(text) : null
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text
  throw invalidArgument(
    `${pathOf(place, name)} must be an http or https address of at most ${URL_MAX_LENGTH} characters.`,
  )
}

/** Refuses what can't be an object key. */
export function checkKeyAt(path: string, key: string): void {
  const problem = keyProblem(key)
  if (problem === undefined) return
  const allowed = `1 to ${KEY_MAX_BYTES} bytes of UTF-8`
  throw invalidArgument(
    problem === 'unspeakable'
      ? `${path} has a character that XML has no spelling for.`
      : `${path} must have ${allowed}.`,
  )
}
