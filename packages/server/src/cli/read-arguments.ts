import { parseArgs, type ParseArgsOptionsConfig } from 'node:util'
import { nearestName } from '../base/nearest-name.ts'
import { usageError } from './command.ts'

/** The options of every command that asks the service. */
export const SERVICE_OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** Parses strictly. Throws CommandError for an unknown option. */
export function readArguments<const T extends ParseArgsOptionsConfig>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    // The advice about "--" after Node's first sentence fits no command here.
    const sentence = `${error.message.split('. ')[0]?.replace(/\.$/, '') ?? ''}.`
    const [, unknown] = /^Unknown option '--([^']+)'/.exec(sentence) ?? []
    const nearest = unknown === undefined ? undefined : nearestName(unknown, Object.keys(options))
    throw usageError(nearest === undefined ? sentence : `${sentence} Did you mean --${nearest}?`)
  }
}

/** A whole number from `least` to `most`. Throws CommandError for anything else. */
export function readInteger(
  name: string,
  text: string | undefined,
  { least, most }: { readonly least: number; readonly most: number },
): number | undefined {
  if (text === undefined) return undefined
  const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw usageError(`--${name} is a whole number from ${least} to ${most}, not "${text}".`)
}

/** One of `choices`, in any case. Throws CommandError for anything else. */
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

export function assertNoPositionals(positionals: readonly string[]): void {
  const [first] = positionals
  if (first !== undefined) throw usageError(`"${first}" is not expected here.`)
}

/** The only positional argument; `what` names it in the error. Throws CommandError. */
export function requirePositional(positionals: readonly string[], what: string): string {
  const [only, second] = positionals
  if (only === undefined) throw usageError(`Give ${what}.`)
  if (second !== undefined) throw usageError(`"${second}" is not expected here: give ${what} alone.`)
  return only
}
