import { invalidArgument } from '../../protocol/xml/read-fields.ts'

/** Pixels. */
export const MAX_SIDE = 9_999

/** A rule's words from one on, and how messages call the rule. */
export interface Words {
  readonly path: string
  /** The word behind an operation's name. Throws InvalidArgument when there is none. */
  next(of: string): string
}

export function whole(words: Words, name: string, [min, max]: readonly [number, number]): number {
  const text = words.next(name)
  const value = Number(text)
  if (/^-?\d{1,4}$/.test(text) && value >= min && value <= max) return value
  throw invalidArgument(`${words.path}: ${name} must be a whole number from ${min} to ${max}.`)
}

export function choice<T extends string>(words: Words, name: string, allowed: readonly T[]): T {
  const text = words.next(name).toLowerCase()
  const found = allowed.find((candidate) => candidate === text)
  if (found !== undefined) return found
  throw invalidArgument(`${words.path}: ${name} must be one of ${allowed.join(', ')}.`)
}

export function isSide(text: string): boolean {
  return /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_SIDE
}
