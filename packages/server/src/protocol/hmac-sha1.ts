import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'

/** Lower-case hex. */
export function hmacSha1(key: string | KeyObject, text: string): string {
  return createHmac('sha1', key).update(text).digest('hex')
}

/** Compares two hex digests of one length in constant time. */
export function sameDigest(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one, 'latin1'), Buffer.from(other, 'latin1'))
}
