import { createSecretKey, type KeyObject } from 'node:crypto'
import { hmacSha1 } from './hmac-sha1.ts'

/** Derives the key that signs one request from the secret key and the text of the key's time. */
export type DeriveSignKey = (secretKey: string, keyTime: string) => KeyObject

/** The clients of a busy second share a few key times; a thousand of them cover the clock of each client. */
const MAX_REMEMBERED = 1_000

/** The protocol uses a hex digest as the text of the next key. */
export function deriveSignKey(secretKey: string, keyTime: string): KeyObject {
  return createSecretKey(hmacSha1(secretKey, keyTime), 'latin1')
}

/** As `deriveSignKey`, but what was derived last is not derived again: half of what a signature costs. */
export function rememberSignKeys(): DeriveSignKey {
  const remembered = new Map<string, KeyObject>()
  return (secretKey, keyTime) => {
    // A key time is digits and a semicolon, so no two pairs read alike.
    const pair = `${keyTime} ${secretKey}`
    const known = remembered.get(pair)
    if (known) return known
    const signKey = deriveSignKey(secretKey, keyTime)
    const [oldest] = remembered.keys()
    if (oldest !== undefined && remembered.size >= MAX_REMEMBERED) remembered.delete(oldest)
    remembered.set(pair, signKey)
    return signKey
  }
}
