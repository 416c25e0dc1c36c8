import { lowerAscii, percentDecode, percentEncode } from '../percent-encoding.ts'
import type { Query } from '../query.ts'

/** A parameter or header that the signature names. */
export interface SignedValue {
  readonly name: string
  /** The name as signed: encoded, in lower case. */
  readonly key: string
  readonly value: string
}

/** As Node returns them: names in lower case, bytes above 0x7f as Latin-1 characters. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * Returns the parameters that `list` names. `undefined` if one is missing, or has more values than it is named: an
 * added one could be read in place of the signed one. The PHP SDK repeats some parameters unchanged and signs each
 * once.
 */
export function signedParams(list: readonly string[], query: Query): readonly SignedValue[] | undefined {
  if (list.length === 0) return []
  const missing = countKeys(list)
  const found: SignedValue[] = []
  for (const [name, value] of query.entries) {
    const key = keyOf(name)
    const left = missing.get(key)
    if (left === undefined) continue
    if (left === 0) {
      if (found.some((one) => one.key === key && one.value === value)) continue
      return undefined
    }
    missing.set(key, left - 1)
    found.push({ name, key, value })
  }
  return found.length === list.length ? found : undefined
}

/** Returns the headers that `list` names, except Host, which has several spellings; `undefined` if one is missing. */
export function signedHeaders(
  list: readonly string[],
  headers: RequestHeaders,
): readonly SignedValue[] | undefined {
  const found: SignedValue[] = []
  for (const key of countKeys(list).keys()) {
    if (key === 'host') continue
    const name = percentDecode(key) ?? key
    const value = headers[name]
    if (typeof value !== 'string') return undefined
    found.push({ name, key, value: textOf(value.replace(OUTER_SPACE, '')) })
  }
  return found
}

/** Returns whether a list names a header or parameter, by its unencoded name. */
export function namesIn(list: readonly string[]): (name: string) => boolean {
  const keys = countKeys(list)
  return (name) => keys.has(keyOf(name))
}

/** An entry of a list may be encoded or not, in either case. */
function countKeys(list: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const entry of list) {
    const key = keyOf(percentDecode(entry) ?? entry)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

function keyOf(name: string): string {
  return lowerAscii(percentEncode(name))
}

/** Only white space of HTTP: `trim` would also remove a byte of UTF-8 that looks like a no-break space. */
const OUTER_SPACE = /^[ \t]+|[ \t]+$/g

/** Clients send non-ASCII text as UTF-8 or, where the platform's library does so, as Latin-1. */
function textOf(value: string): string {
  if (/^[\x20-\x7e]*$/.test(value)) return value
  const bytes = Buffer.from(value, 'latin1')
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : value
}

/** The specified order: by the encoded name, then by value. */
export function byKey(one: SignedValue, other: SignedValue): number {
  return compare(one.key, other.key) || compare(one.value, other.value)
}

/** The order of the Node SDK for the signed text: by the name itself; values of one name as they came. */
export function byName(one: SignedValue, other: SignedValue): number {
  return compare(one.name.toLowerCase(), other.name.toLowerCase())
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

export function joinValues(values: readonly SignedValue[]): string {
  return values.map(({ key, value }) => `${key}=${percentEncode(value)}`).join('&')
}
