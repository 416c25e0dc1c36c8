import { readInteger } from './read-arguments.ts'

const MAX_LIMIT = 500
const DEFAULT_LIMIT = 50

/** The options of a list that is printed page by page. */
export const PAGE_OPTIONS = { limit: { type: 'string' }, before: { type: 'string' } } as const

export const LIMIT_HELP = `--limit N          at most N (${DEFAULT_LIMIT})`

export const PAGE_HELP = [
  LIMIT_HELP,
  '--before N         continue a list: only entries with a smaller sequence',
] as const

export function readLimit(text: string | undefined): number {
  return readInteger('limit', text, { least: 1, most: MAX_LIMIT }) ?? DEFAULT_LIMIT
}
