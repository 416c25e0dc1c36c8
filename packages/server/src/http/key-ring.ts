import { BoundedCache } from '../base/bounded-cache.ts'
import type { AccessKey } from '../keys/store.ts'
import { parseAccessPolicy } from '../protocol/auth/access-policy.ts'
import { ALL_RIGHTS, type Rights } from '../protocol/auth/is-allowed.ts'
import type { KeyFault, SigningKey } from '../protocol/auth/signature-rules.ts'
import { isTemporaryId, openToken, parentOf, type OpenedToken } from '../protocol/auth/temporary-key.ts'

/** Enough for the browsers of a busy minute, each with a key of its own. */
const MAX_REMEMBERED = 1_000

/** A key that may sign requests, and its rights. */
export interface Credential extends SigningKey {
  readonly secretId: string
  readonly rights: Rights
}

export interface KeyLookup {
  readonly accessKeyId: string
  /** The token that the client sent with it. */
  readonly token: string | undefined
  /** ms since 1970 */
  readonly now: number
}

export interface MainKey {
  readonly secretId: string
  readonly secretKey: string
}

/** Opens tokens and caches the results. They are pure: they depend on the token and the secret it was made with. */
export class TokenCache {
  readonly #opened = new BoundedCache<OpenedToken | 'wrong'>(MAX_REMEMBERED)

  open(token: string, parentSecret: string): OpenedToken | 'wrong' {
    // Neither a token nor a secret contains a line break.
    return this.#opened.get(`${token}\n${parentSecret}`, () => openToken(token, parentSecret) ?? 'wrong')
  }
}

/** All keys as read at one time. The main key, from the settings, has all rights and can't be disabled. */
export class KeyRing {
  readonly #credentials: ReadonlyMap<string, Credential>
  readonly #tokens: TokenCache

  constructor(main: MainKey, keys: readonly AccessKey[], tokens: TokenCache) {
    const enabled = keys.filter(({ state }) => state === 'enabled').map(toCredential)
    const all = [...enabled, { ...main, rights: ALL_RIGHTS }]
    this.#credentials = new Map(all.map((credential) => [credential.secretId, credential]))
    this.#tokens = tokens
  }

  /** Returns a key that is not temporary; `undefined` also for a disabled one. */
  get(secretId: string): Credential | undefined {
    return this.#credentials.get(secretId)
  }

  find({ accessKeyId, token, now }: KeyLookup): Credential | KeyFault {
    const credential = this.get(accessKeyId)
    if (credential) return credential
    if (!isTemporaryId(accessKeyId)) return 'unknown-key'
    if (token === undefined || token === '') return 'token-missing'
    const parent = this.get(parentOf(token) ?? '')
    if (!parent) return 'token-wrong'
    const opened = this.#tokens.open(token, parent.secretKey)
    if (opened === 'wrong' || opened.secretId !== accessKeyId) return 'token-wrong'
    if (now >= opened.expiresAt * 1_000) return 'token-expired'
    const { secretKey, policy } = opened
    const { buckets, policies } = parent.rights
    const rights = { buckets, policies: policy ? [...policies, policy] : policies }
    return { secretId: accessKeyId, secretKey, rights }
  }
}

function toCredential({ secretId, secretKey, buckets, policy }: AccessKey): Credential {
  const policies = policy === undefined ? [] : [parseAccessPolicy(policy)]
  return { secretId, secretKey, rights: { buckets: buckets && new Set(buckets), policies } }
}
