import { invalidArgument, pathOf, textAt, type FieldPath } from '../protocol/xml/read-fields.ts'

export interface NumberRange {
  readonly min: number
  readonly max: number
  readonly whole?: boolean
  /** Whether it may have one digit behind the point at most. */
  readonly tenths?: boolean
  /** Whether the bounds themselves are outside. */
  readonly open?: 'min' | 'max'
}

const PLAIN_NUMBER = /^(?<sign>-?)\d{1,12}(\.(?<decimals>\d{1,9}))?$/

/** Returns a number as it was sent, so that answers can repeat it. Throws InvalidArgument unless it is in the range. */
export function optionalNumberText(place: FieldPath, name: string, range: NumberRange): string | undefined {
  const text = textAt(place, name)
  if (text === undefined || isInRange(text, range)) return text
  const { min, max, whole, tenths, open } = range
  const what = whole === true ? 'a whole number' : 'a number'
  const from = open === 'min' ? `above ${min}` : `of at least ${min}`
  const to = open === 'max' ? `below ${max}` : `at most ${max}`
  const step = tenths === true ? ', in steps of 0.1' : ''
  throw invalidArgument(`${pathOf(place, name)} must be ${what} ${from} and ${to}${step}.`)
}

function isInRange(text: string, { min, max, whole, tenths, open }: NumberRange): boolean {
  const value = Number(text)
  const parts = PLAIN_NUMBER.exec(text)?.groups
  if (!parts || (whole === true && !Number.isInteger(value))) return false
  // Where nothing below 0 is allowed, "-0" is no number either.
  if (parts['sign'] === '-' && min >= 0) return false
  if (tenths === true && (parts['decimals']?.length ?? 0) > 1) return false
  if (value < min || (open === 'min' && value === min)) return false
  return value < max || (open !== 'max' && value === max)
}
