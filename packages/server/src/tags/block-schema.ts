import { z } from 'zod'
import {
  invalidArgument,
  optionalField,
  pathOf,
  textAt,
  type FieldPath,
} from '../protocol/xml/read-fields.ts'

/** Elements of one level, all of them text that is kept as it was sent. The messages go behind the element's name. */
type BlockShape = Readonly<Record<string, z.ZodType<string | undefined>>>

/** A whole number; `step` 2 for an even one. */
export function wholeNumber(min: number, max: number, step = 1): z.ZodString {
  const kind = step === 2 ? 'an even number' : 'a whole number'
  return z
    .string()
    .refine(
      (text) => /^\d{1,9}$/.test(text) && isWithin(Number(text), min, max) && Number(text) % step === 0,
      {
        error: `must be ${kind} from ${min} to ${max}`,
      },
    )
}

export interface DecimalRange {
  readonly min?: number
  readonly above?: number
  readonly max?: number
  readonly below?: number
}

/** A number with or without a fraction. */
export function decimal({ min, above, max, below }: DecimalRange): z.ZodString {
  const limits = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ]
  return z.string().refine(
    (text) => {
      const value = Number(text)
      return (
        /^-?\d{1,12}(\.\d{1,9})?$/.test(text) &&
        isWithin(value, min ?? -Infinity, max ?? Infinity) &&
        value > (above ?? -Infinity) &&
        value < (below ?? Infinity)
      )
    },
    { error: `must be a number, ${limits.join(' and ')}` },
  )
}

/** One of `allowed`, compared without case. */
export function choice<T extends string>(allowed: readonly [T, ...T[]]): z.ZodType<T, string> {
  return z
    .string()
    .transform((text) => allowed.find((one) => one.toLowerCase() === text.toLowerCase()) ?? text)
    .pipe(z.enum(allowed, { error: `must be ${allowed.length === 1 ? '' : 'one of '}${allowed.join(', ')}` }))
}

export function flag(): z.ZodType<'true' | 'false', string> {
  return choice(['true', 'false'])
}

export function text(maxLength: number): z.ZodString {
  return z.string().max(maxLength, { error: `must have at most ${maxLength} characters` })
}

/** The block called `name`; absent: undefined. Elements that are empty are passed over. */
export function optionalBlock<S extends BlockShape>(
  parent: FieldPath,
  name: string,
  schema: z.ZodObject<S>,
): z.output<z.ZodObject<S>> | undefined {
  const place = optionalField(parent, name)
  return place && readBlock(place, schema)
}

/** Throws InvalidArgument that names the element. */
export function readBlock<S extends BlockShape>(
  place: FieldPath,
  schema: z.ZodObject<S>,
): z.output<z.ZodObject<S>> {
  const sent = Object.keys(schema.shape).flatMap((name) => {
    const value = textAt(place, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  const read = schema.safeParse(Object.fromEntries(sent))
  if (read.success) return read.data
  const [issue] = read.error.issues
  const name = String(issue?.path[0] ?? '')
  if (!sent.some(([given]) => given === name)) throw invalidArgument(`${pathOf(place, name)} is required.`)
  throw invalidArgument(`${pathOf(place, name)} ${issue?.message ?? 'is not valid'}.`)
}

function isWithin(value: number, min: number, max: number): boolean {
  return value >= min && value <= max
}
