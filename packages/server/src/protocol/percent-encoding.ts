const RAW_BYTE = /[\x80-\xff]/g
const ONLY_PLAIN = /^[\x20-\x24\x26-\x7e]*$/

/**
 * Decodes a part of a request target once; `undefined` if an escape is malformed or the bytes are not UTF-8. Node
 * returns raw bytes above 0x7f as Latin-1 characters, which are taken for the UTF-8 bytes that they were.
 */
export function percentDecode(raw: string): string | undefined {
  if (ONLY_PLAIN.test(raw)) return raw
  const escaped = raw.replace(RAW_BYTE, (byte) => `%${byte.charCodeAt(0).toString(16)}`)
  try {
    return decodeURIComponent(escaped)
  } catch {
    return undefined
  }
}

const UNRESERVED_ONLY = /^[A-Za-z0-9\-_.~]*$/
const LEFT_BY_THE_PLATFORM = /[!'()*]/g

/** Encodes all but `A-Z a-z 0-9 - _ . ~` as upper-case escapes of UTF-8: for signatures and `encoding-type=url`. */
export function percentEncode(text: string): string {
  if (UNRESERVED_ONLY.test(text)) return text
  return encodeURIComponent(text.toWellFormed()).replace(
    LEFT_BY_THE_PLATFORM,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

const UPPER_CASE = /[A-Z]+/g
const HAS_UPPER_CASE = /[A-Z]/

/**
 * Returns `text` with ASCII letters in lower case. By Unicode's rules the Kelvin sign would become a `k` and could
 * stand in for it.
 */
export function lowerAscii(text: string): string {
  return HAS_UPPER_CASE.test(text) ? text.replace(UPPER_CASE, (letters) => letters.toLowerCase()) : text
}
