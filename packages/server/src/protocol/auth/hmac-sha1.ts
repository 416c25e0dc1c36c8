import { createHmac, timingSafeEqual } from 'node:crypto'

/** Returns lower-case hex. The protocol uses a hex digest as the text of the next key. */
export function hmacSha1(key: string, text: string): string {
  return createHmac('sha1', key).update(text).digest('hex')
}

/** Compares two hex digests of one length in constant time. */
export function sameDigest(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'latin1'), Buffer.from(other, 'latin1'))
}
