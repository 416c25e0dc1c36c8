import { afterAllWith, directlyAfter, laterOf } from './key-order.ts'

export interface ListingQuery {
  readonly prefix: string
  /** Keys that are equal up to its next occurrence after the prefix are shown as one; empty: none are. */
  readonly delimiter: string
  /** The listing continues after this key or common prefix; empty: from the start. */
  readonly marker: string
  /** Keys and common prefixes together. */
  readonly limit: number
}

export interface Listing<R> {
  readonly rows: readonly R[]
  readonly commonPrefixes: readonly string[]
  /** The next marker, if there is more. */
  readonly nextMarker: string | undefined
}

/** The first `limit` rows with `from <= key < before`, in key order. */
export interface KeySpan {
  readonly from: string
  readonly before: string
  readonly limit: number
}

/** Rows read at first: common prefixes are often close together, and few rows of a long one should be read in vain. */
const FIRST_STRETCH = 16
const LONGEST_STRETCH = 1_001

/**
 * Lists in key order. A common prefix is skipped by one seek after it, however many keys it has: ten folders of a
 * million objects cost eleven short reads.
 */
export async function listKeys<R extends { readonly key: string }>(
  query: ListingQuery,
  read: (span: KeySpan) => Promise<readonly R[]>,
): Promise<Listing<R>> {
  const { prefix, delimiter, limit } = query
  const rows: R[] = []
  const commonPrefixes: string[] = []
  const before = afterAllWith(prefix)
  let from = startOf(query)
  let stretch = delimiter === '' ? LONGEST_STRETCH : FIRST_STRETCH
  let last: string | undefined
  while (limit > 0) {
    const wanted = Math.min(stretch, limit + 1 - rows.length - commonPrefixes.length)
    const found = await read({ from, before, limit: wanted })
    let passing: string | undefined
    for (const row of found) {
      if (passing !== undefined && row.key.startsWith(passing)) continue
      if (rows.length + commonPrefixes.length === limit) return { rows, commonPrefixes, nextMarker: last }
      passing = commonPrefix(row.key, prefix, delimiter)
      if (passing === undefined) rows.push(row)
      else commonPrefixes.push(passing)
      last = passing ?? row.key
    }
    if (found.length < wanted || last === undefined) break
    from = passing === undefined ? directlyAfter(last) : afterAllWith(passing)
    if (passing === undefined) stretch = Math.min(stretch * 2, LONGEST_STRETCH)
  }
  return { rows, commonPrefixes, nextMarker: undefined }
}

function startOf({ prefix, delimiter, marker }: ListingQuery): string {
  if (marker === '') return prefix
  // A marker that is a common prefix covers all keys below it: they were shown as that one entry.
  const shown = commonPrefix(marker, prefix, delimiter) === marker
  return laterOf(prefix, shown ? afterAllWith(marker) : directlyAfter(marker))
}

/** Returns `key` up to and including the first delimiter after the prefix. */
export function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined
  const at = key.indexOf(delimiter, prefix.length)
  return at === -1 ? undefined : key.slice(0, at + delimiter.length)
}
