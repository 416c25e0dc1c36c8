import { ProtocolError } from '../../protocol/errors.ts'
import type { Query } from '../../protocol/query.ts'
import { readFilterTime } from '../../protocol/times.ts'

/** SDKs send parameters without a value for the default: these count as absent. */
export function optionalParameter(query: Query, name: string): string | undefined {
  const text = query.get(name)?.trim()
  return text === '' ? undefined : text
}

/** A comma-separated list without its empty entries. */
export function listParameter(query: Query, name: string): readonly string[] {
  return splitList(optionalParameter(query, name) ?? '')
}

export function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

/** A whole number of at least 1, and at most `max`. Throws InvalidArgument. */
export function countParameter(
  query: Query,
  name: string,
  { fallback, max }: { fallback: number; max: number },
): number {
  const text = optionalParameter(query, name)
  if (text === undefined) return fallback
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (count < 1)
    throw new ProtocolError('InvalidArgument', `${name} must be a whole number from 1 to ${max}.`)
  return Math.min(count, max)
}

/** One of `allowed`, in any case. */
export function choiceParameter<T extends string>(
  query: Query,
  name: string,
  allowed: readonly T[],
): T | undefined {
  const text = optionalParameter(query, name)
  return text === undefined ? undefined : chooseFrom(name, text, allowed)
}

/** Throws InvalidArgument when `text` is none of `allowed`, whatever the case. */
export function chooseFrom<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const choice = allowed.find((candidate) => candidate.toLowerCase() === text.toLowerCase())
  if (choice !== undefined) return choice
  throw new ProtocolError('InvalidArgument', `${name} must be one of ${allowed.join(', ')}.`)
}

/** The requested states; `undefined`: all of them. `others` are documented states that no entry ever has here. */
export function statesParameter<T extends string>(
  query: Query,
  states: readonly T[],
  others: readonly string[] = [],
): readonly T[] | undefined {
  const names = listParameter(query, 'states').map((name) =>
    chooseFrom('states', name, ['All', ...others, ...states]),
  )
  const isAll = names.length === 0 || names.includes('All')
  return isAll ? undefined : states.filter((state) => names.includes(state))
}

export interface CreationTimes {
  /** ms since 1970, both inclusive */
  readonly createdFrom: number | undefined
  readonly createdTo: number | undefined
}

/** startCreationTime and endCreationTime. Throws InvalidArgument. */
export function readCreationTimes(query: Query): CreationTimes {
  const read = (name: string): number | undefined => {
    const text = optionalParameter(query, name)
    return text === undefined ? undefined : readFilterTime(name, text)
  }
  const to = read('endCreationTime')
  // Times are shown in whole seconds: one created at 10:00:00.7 is shown as 10:00:00, and belongs to a range that
  // ends there.
  return { createdFrom: read('startCreationTime'), createdTo: to === undefined ? undefined : to + 999 }
}
