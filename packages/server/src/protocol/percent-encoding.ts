const RAW_BYTE = /[\x80-\xff]/g
const ONLY_PLAIN = /^[\x20-\x24\x26-\x7e]*$/

/**
 * Decodes a part of a request target once; `undefined` when an escape is malformed or the bytes are not UTF-8.
 * Node hands over raw bytes above 0x7f as Latin-1 characters: they are taken for the UTF-8 bytes they were.
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

/** Encodes all but `A-Z a-z 0-9 - _ . ~` as upper-case escapes of UTF-8: what is signed, and `encoding-type=url`. */
export function percentEncode(text: string): string {
  if (UNRESERVED_ONLY.test(text)) return text
  return encodeURIComponent(text.toWellFormed()).replace(
    LEFT_BY_THE_PLATFORM,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

const UPPER_CASE = /[A-Z]+/g
const HAS_UPPER_CASE = /[A-Z]/

/** Lower case of ASCII letters alone: by Unicode's rules the Kelvin sign would become, and stand in for, a `k`. */
export function lowerAscii(text: string): string {
  return HAS_UPPER_CASE.test(text) ? text.replace(UPPER_CASE, (letters) => letters.toLowerCase()) : text
}
