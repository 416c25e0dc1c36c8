import { hash } from 'node:crypto'
import { BoundedCache } from '../../base/bounded-cache.ts'
import { hmacSha1 } from './hmac-sha1.ts'
import { readFields, type Authorization } from './read-authorization.ts'

/** Enough for the requests of a busy second: signatures have a resolution of one second. */
const MAX_REMEMBERED = 1_000

export interface SigningInput {
  readonly secretKey: string
  /** The text of the key's time. */
  readonly keyTime: string
  /** The text of the signature's time. */
  readonly signTime: string
  /** Method, path, parameters and headers, in the protocol's canonical form. */
  readonly httpString: string
}

/**
 * Caches the parts of a signature's computation: a client that sends the same call many times within a second signs
 * it the same way each time. Only pure results are kept; each request is verified.
 */
export class SignatureCache {
  readonly #headers = new BoundedCache<Authorization | 'malformed'>(MAX_REMEMBERED)
  readonly #signKeys = new BoundedCache<string>(MAX_REMEMBERED)
  readonly #signatures = new BoundedCache<string>(MAX_REMEMBERED)

  /** Reads an Authorization header. */
  readHeader(text: string): Authorization | 'malformed' {
    return this.#headers.get(text, () => readFields(text))
  }

  /** Returns lower-case hex. */
  sign({ secretKey, keyTime, signTime, httpString }: SigningInput): string {
    // Times are digits with a semicolon, so that different inputs have different keys.
    const keyOrder = `${keyTime} ${secretKey}`
    return this.#signatures.get(`${signTime} ${keyOrder}\n${httpString}`, () => {
      // The protocol uses a hex digest as the text of the next key.
      const signKey = this.#signKeys.get(keyOrder, () => hmacSha1(secretKey, keyTime))
      return hmacSha1(signKey, `sha1\n${signTime}\n${hash('sha1', httpString)}\n`)
    })
  }
}
