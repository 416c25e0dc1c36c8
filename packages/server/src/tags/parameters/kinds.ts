import { z } from 'zod'
import { KEY_MAX_BYTES } from '../../protocol/key-problem.ts'
import { isHttpUrl, objectKeyRule, URL_MAX_LENGTH } from '../../protocol/xml/read-fields.ts'
import type { ValueKind } from './parameter.ts'

/** What the schema of a value says of it beside its check. */
export const KINDS = z.registry<ValueKind>()

export interface NumberRange {
  readonly min?: number
  readonly max?: number
  readonly above?: number
  readonly below?: number
  /** What it is a multiple of. */
  readonly step?: number
}

interface NumberOptions {
  readonly unit?: string
  /** What may stand instead of a number; `0` is none. */
  readonly also?: readonly string[]
}

/** A whole number; `step` 2 for an even one. */
export function wholeNumber(
  min: number,
  max: number,
  { step = 1, ...options }: NumberOptions & { readonly step?: number } = {},
): z.ZodString {
  return numberIn({ min, max, step }, options)
}

/** A number with or without a fraction. */
export function decimal(range: NumberRange, options: NumberOptions = {}): z.ZodString {
  return numberIn(range, options)
}

/** It is kept as it was sent, so that answers can repeat it. */
function numberIn(range: NumberRange, { unit, also = [] }: NumberOptions): z.ZodString {
  const { min, max, above, below, step } = range
  const others = also.map((word) => (word === '0' ? ', or 0 for none' : `, or ${word}`)).join('')
  const schema = z.string().refine((text) => also.includes(text) || isInRange(text, range), {
    error: `must be ${numberSentence(range)}${others}`,
  })
  KINDS.add(schema, {
    kind: 'number',
    ...(min !== undefined && { minimum: min }),
    ...(above !== undefined && { exclusiveMinimum: above }),
    ...(max !== undefined && { maximum: max }),
    ...(below !== undefined && { exclusiveMaximum: below }),
    ...(step !== undefined && { multipleOf: step }),
    ...(unit !== undefined && { unit }),
    ...(also.length > 0 && { also }),
  })
  return schema
}

function numberSentence({ min, max, above, below, step }: NumberRange): string {
  const noun = step === 1 ? 'a whole number' : step === 2 ? 'an even number' : 'a number'
  const steps = step === undefined || step >= 1 ? '' : `, in steps of ${step}`
  if (min !== undefined && max !== undefined) return `${noun} from ${min} to ${max}${steps}`
  const limits = [
    ...(min === undefined ? [] : [`of at least ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ]
  return `${noun} ${limits.join(' and ')}${steps}`
}

const PLAIN_NUMBER = /^(?<sign>-?)\d{1,12}(\.\d{1,9})?$/

function isInRange(
  text: string,
  { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity, step }: NumberRange,
): boolean {
  const parts = PLAIN_NUMBER.exec(text)?.groups
  // Where nothing below 0 is allowed, "-0" is no number either.
  if (!parts || (parts['sign'] === '-' && Math.max(min, above) >= 0)) return false
  const value = Number(text)
  return value >= min && value <= max && value > above && value < below && isMultiple(value, step)
}

/** Fractions of ten have no exact multiples in binary. */
function isMultiple(value: number, step: number | undefined): boolean {
  if (step === undefined) return true
  const times = value / step
  return Math.abs(times - Math.round(times)) < 1e-9
}

/** One of `allowed`, compared without case. */
export function choice<const T extends string>(
  allowed: readonly [T, ...T[]],
  { unit }: { readonly unit?: string } = {},
): z.ZodType<T, string> {
  const schema = z
    .string()
    .transform((text) => allowed.find((one) => one.toLowerCase() === text.toLowerCase()) ?? text)
    .pipe(z.enum(allowed, { error: `must be ${allowed.length === 1 ? '' : 'one of '}${allowed.join(', ')}` }))
  KINDS.add(schema, { kind: 'choice', choices: allowed, ...(unit !== undefined && { unit }) })
  return schema
}

export function flag(): z.ZodType<'true' | 'false', string> {
  const schema = choice(['true', 'false'])
  KINDS.add(schema, { kind: 'flag' })
  return schema
}

/** What the tag itself checks, unless it may be anything. */
export function text(maxLength?: number): z.ZodString {
  const schema =
    maxLength === undefined
      ? z.string()
      : z.string().max(maxLength, { error: `must have at most ${maxLength} characters` })
  KINDS.add(schema, { kind: 'text', ...(maxLength !== undefined && { maxLength }) })
  return schema
}

/** An http or https address. */
export function url(): z.ZodString {
  const schema = z.string().refine(isHttpUrl, {
    error: `must be an http or https address of at most ${URL_MAX_LENGTH} characters`,
  })
  KINDS.add(schema, { kind: 'text', maxLength: URL_MAX_LENGTH })
  return schema
}

export function objectKey(): z.ZodString {
  const schema = z.string().superRefine((key, context) => {
    const rule = objectKeyRule(key)
    if (rule !== undefined) context.addIssue({ code: 'custom', message: rule })
  })
  KINDS.add(schema, { kind: 'text', maxLength: KEY_MAX_BYTES })
  return schema
}

/** A feature that is not here: only `choices`, which ask for nothing, are accepted, and they are not kept. */
export function off(...choices: readonly string[]): z.ZodExactOptional<z.ZodNever> {
  const schema = z.never().exactOptional()
  KINDS.add(schema, { kind: 'off', choices })
  return schema
}
