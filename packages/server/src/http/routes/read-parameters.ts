import { ProtocolError } from '../../protocol/errors.ts'
import type { Query } from '../../protocol/query.ts'
import { readFilterTime } from '../../protocol/times.ts'

/** SDKs send parameters without a value to mean the default: these count as absent. */
export function optionalParameter(query: Query, name: string): string | undefined {
  const text = query.get(name)?.trim()
  return text === '' ? undefined : text
}

/** A comma list without its empty entries. */
export function listParameter(query: Query, name: string): readonly string[] {
  return splitList(optionalParameter(query, name) ?? '')
}

export function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
}

/** A whole number of at least 1; what lies above `max` is taken for `max`. */
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

/** The states asked for; `undefined`: all of them. `others` are documented, and nothing here is ever in them. */
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
  // Times are shown in whole seconds: what was made at 10:00:00.7 reads 10:00:00 and belongs to a range that ends there.
  return { createdFrom: read('startCreationTime'), createdTo: to === undefined ? undefined : to + 999 }
}

/** Where a page goes on: the seq of the last entry of the one before. Throws InvalidArgument. */
export function readNextToken(query: Query): number | undefined {
  const text = optionalParameter(query, 'nextToken')
  if (text === undefined || /^\d{1,15}$/.test(text)) return text === undefined ? undefined : Number(text)
  throw new ProtocolError('InvalidArgument', 'nextToken must be the NextToken of an earlier answer.')
}

/** A page and its NextToken, which is empty on the last one; `found` has one more than is shown if there is a next. */
export function cutPage<T extends { readonly seq: number }>(
  found: readonly T[],
  size: number,
): { readonly page: readonly T[]; readonly nextToken: string } {
  const page = found.slice(0, size)
  return { page, nextToken: found.length > size ? String(page.at(-1)?.seq ?? '') : '' }
}
