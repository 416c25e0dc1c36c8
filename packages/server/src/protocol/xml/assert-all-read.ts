import type { ProtocolError } from '../errors.ts'
import {
  fieldOf,
  invalidArgument,
  isBlank,
  NAME_MAX_LENGTH,
  notImplemented,
  pathOf,
  type FieldPath,
} from './read-fields.ts'
import type { XmlElement } from './xml.ts'

/**
 * Throws if an element with a value was not read after all known fields of the document were: it would be dropped
 * silently. Empty elements have no effect. Throws NotImplemented with the full path of the first such element. Throws
 * InvalidArgument if another one of its name was read, or if there is text among elements.
 */
export function assertAllRead(place: FieldPath): void {
  const { element, notes } = place
  for (const child of element.children) {
    if (isBlank(child)) continue
    const readAs = notes.get(child)
    if (readAs === undefined) throw unread(place, child)
    if (readAs === 'whole') continue
    const below = fieldOf(place, child)
    if (readAs === 'children' && child.text.trim() !== '')
      throw invalidArgument(`${below.path} must hold elements and no text of its own.`)
    assertAllRead(below)
  }
}

function unread(place: FieldPath, child: XmlElement): ProtocolError {
  const path = shownPath(place, child)
  const isAgain = place.element.children.some((other) => other.name === child.name && place.notes.has(other))
  return isAgain
    ? invalidArgument(`${path} may stand there only once.`)
    : notImplemented(firstFilled(path, child))
}

/** Returns the path of its first text: clients look for the field that they set. */
function firstFilled(path: string, { children }: XmlElement): string {
  const filled = children.find((child) => !isBlank(child))
  return filled ? firstFilled(shownPath({ path }, filled), filled) : path
}

/** The client decides the length of a name. */
function shownPath(place: Pick<FieldPath, 'path' | 'locate'>, { name }: XmlElement): string {
  return pathOf(place, name.slice(0, NAME_MAX_LENGTH))
}
