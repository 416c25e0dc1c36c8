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
 * Refuses what was sent and nobody read, once all that is known of `place` was read: it would be dropped in silence.
 * Empty elements ask for nothing. Throws NotImplemented that names the first such element by its full path, and
 * InvalidArgument where another of its name was read, or words stand among elements.
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

/** The path of the first text in it: what a client looks for is the field that it set. */
function firstFilled(path: string, { children }: XmlElement): string {
  const filled = children.find((child) => !isBlank(child))
  return filled ? firstFilled(shownPath({ path }, filled), filled) : path
}

/** Whoever sends a name decides how long it is. */
function shownPath(place: Pick<FieldPath, 'path' | 'locate'>, { name }: XmlElement): string {
  return pathOf(place, name.slice(0, NAME_MAX_LENGTH))
}
