import { invalidArgument, pathOf, textAt, type FieldPath } from '../protocol/xml/read-fields.ts'

export interface NumberRange {
  readonly min: number
  readonly max: number
  readonly whole?: boolean
  /** Whether the bounds themselves are outside. */
  readonly open?: 'min' | 'max'
}

const PLAIN_NUMBER = /^\d{1,12}(\.\d{1,9})?$/

/** Returns a number as it was sent, so that answers can repeat it. Throws InvalidArgument unless it is in the range. */
export function optionalNumberText(place: FieldPath, name: string, range: NumberRange): string | undefined {
  const text = textAt(place, name)
  if (text === undefined || isInRange(text, range)) return text
  const { min, max, whole, open } = range
  const what = whole === true ? 'a whole number' : 'a number'
  const from = open === 'min' ? `above ${min}` : `of at least ${min}`
  const to = open === 'max' ? `below ${max}` : `at most ${max}`
  throw invalidArgument(`${pathOf(place, name)} must be ${what} ${from} and ${to}.`)
}

function isInRange(text: string, { min, max, whole, open }: NumberRange): boolean {
  const value = Number(text)
  if (!PLAIN_NUMBER.test(text) || (whole === true && !Number.isInteger(value))) return false
  if (value < min || (open === 'min' && value === min)) return false
  return value < max || (open !== 'max' && value === max)
}
