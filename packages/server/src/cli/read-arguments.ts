import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { usageError } from './command.ts'

/** What every command that asks the service takes. */
export const SERVICE_OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Parses strictly: what is not an option of the command ends it with a sentence. */
export function readArguments<const T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // Node adds advice about "--" to its first sentence, which fits no command here.
    throw usageError(`${error.message.split('. ')[0]?.replace(/\.$/, '') ?? ''}.`)
  }
}

/** A whole number from `least` to `most`, or the sentence that says so. */
export function readWhole(
  name: string,
  text: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw usageError(`--${name} is a whole number from ${least} to ${most}, not "${text}".`)
}

/** One of `choices`, in whatever case it is written. */
export function readChoice<const T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly T[],
): T | undefined {
  if (text === undefined) return undefined
  const found = choices.find((choice) => choice.toLowerCase() === text.toLowerCase())
  if (found !== undefined) return found
  throw usageError(`--${name} is one of ${choices.join(', ')}, not "${text}".`)
}

export function noPositionals(positionals: readonly string[]): void {
  const [first] = positionals
  if (first !== undefined) throw usageError(`"${first}" is not expected here.`)
}

/** The only positional argument, called `what` in the sentence that asks for it. */
export function onePositional(positionals: readonly string[], what: string): string {
  const [only, second] = positionals
  if (only === undefined) throw usageError(`Give ${what}.`)
  if (second !== undefined) throw usageError(`"${second}" is not expected here: give ${what} alone.`)
  return only
}
