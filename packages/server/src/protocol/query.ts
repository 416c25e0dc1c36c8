import { ProtocolError } from './errors.ts'
import { lowerAscii, percentDecode } from './percent-encoding.ts'

export type QueryEntry = readonly [name: string, value: string]

/** The parameters of a request in the order they came, decoded once; a parameter without `=` has the value ''. */
export class Query {
  readonly entries: readonly QueryEntry[]

  constructor(entries: readonly QueryEntry[]) {
    this.entries = entries
  }

  /** Returns the value of the first parameter with that name, in any case: old clients write `QueueId`. */
  get(name: string): string | undefined {
    const lowerName = lowerAscii(name)
    return this.entries.find(([candidate]) => lowerAscii(candidate) === lowerName)?.[1]
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }
}

/**
 * Reads the query of a request target. `+` is a space: the Go, Python and Java clients send it for one, and encode a
 * plus as %2B. Throws InvalidURI.
 */
export function parseQuery(rawQuery: string): Query {
  if (rawQuery === '') return new Query([])
  return new Query(
    rawQuery
      .split('&')
      .filter((part) => part !== '')
      .map(parseEntry),
  )
}

function parseEntry(part: string): QueryEntry {
  const equals = part.indexOf('=')
  if (equals === -1) return [decode(part), '']
  return [decode(part.slice(0, equals)), decode(part.slice(equals + 1))]
}

function decode(raw: string): string {
  const decoded = percentDecode(raw.replaceAll('+', ' '))
  if (decoded !== undefined) return decoded
  throw new ProtocolError('InvalidURI', 'The query has a malformed percent escape, or is not UTF-8.')
}
