import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { parseAccessPolicy, type AccessPolicy } from './access-policy.ts'

/** Identifies temporary keys, so that one without its token gets the right error. */
const ID_PREFIX = 'AKIDTMP'
/** A token with the longest policy stays below; longer ones are not parsed. */
const TOKEN_MAX_CHARS = 8 * 1024

/** Lifetime of a temporary key, in seconds: the vendor's limits. */
export const DURATION_S = { least: 1, most: 129_600, usual: 1_800 } as const

export interface TemporaryGrant {
  /** The id of the parent key. */
  readonly parentId: string
  /** Seconds since 1970. */
  readonly expiresAt: number
  /** As JSON; `undefined`: everything that the parent may do. */
  readonly policy: string | undefined
  /** Makes otherwise equal keys differ. */
  readonly nonce: string
}

export interface TemporaryKey {
  readonly secretId: string
  readonly secretKey: string
  readonly token: string
  /** Seconds since 1970. */
  readonly expiresAt: number
}

const claimsShape = z.strictObject({ parent: z.string(), expires: z.int(), nonce: z.string() })

interface Claims extends z.infer<typeof claimsShape> {
  readonly policy: string | undefined
}

export const isTemporaryId = (accessKeyId: string): boolean => accessKeyId.startsWith(ID_PREFIX)

/**
 * Creates a key that need not be stored: the token has its rights, authenticated by the parent's secret. The id and
 * secret of the key are derived in the same way.
 */
export function issueTemporaryKey(grant: TemporaryGrant, parentSecret: string): TemporaryKey {
  const { parentId: parent, expiresAt: expires, nonce, policy } = grant
  // The policy is appended as it is: as a JSON string its quotes would be escaped, and the token longer.
  const claims = JSON.stringify({ parent, expires, nonce })
  const body = Buffer.from(policy === undefined ? claims : `${claims}\n${policy}`).toString('base64url')
  const derive = deriver(parentSecret, body)
  return {
    secretId: ID_PREFIX + derive('id').slice(0, 32),
    secretKey: derive('secret').slice(0, 40),
    token: `${body}.${derive('token')}`,
    expiresAt: expires,
  }
}

/** Returns the parent that a token names, before it is verified; `undefined` if it is malformed. */
export function parentOf(token: string): string | undefined {
  return readClaims(token)?.parent
}

export interface OpenedToken {
  readonly secretId: string
  readonly secretKey: string
  /** Seconds since 1970. */
  readonly expiresAt: number
  readonly policy: AccessPolicy | undefined
}

/** Returns the contents of a token made with `parentSecret`, even if it has expired; `undefined` for any other. */
export function openToken(token: string, parentSecret: string): OpenedToken | undefined {
  const claims = readClaims(token)
  const [body = '', mac = ''] = token.split('.')
  const derive = deriver(parentSecret, body)
  const expected = Buffer.from(derive('token'))
  const given = Buffer.from(mac)
  if (!claims || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return {
    secretId: ID_PREFIX + derive('id').slice(0, 32),
    secretKey: derive('secret').slice(0, 40),
    expiresAt: claims.expires,
    policy: claims.policy === undefined ? undefined : parseAccessPolicy(claims.policy),
  }
}

/** Returns lower-case hex, different for each purpose; none reveals anything about the others. */
function deriver(parentSecret: string, body: string): (purpose: 'id' | 'secret' | 'token') => string {
  const key = createHmac('sha256', parentSecret).update('lemnis temporary key 1').digest()
  return (purpose) => createHmac('sha256', key).update(`${purpose}\n${body}`).digest('hex')
}

function readClaims(token: string): Claims | undefined {
  const parts = token.split('.')
  if (token.length > TOKEN_MAX_CHARS || parts.length !== 2) return undefined
  const text = Buffer.from(parts[0] ?? '', 'base64url').toString('utf8')
  const end = text.indexOf('\n')
  try {
    const claims = claimsShape.safeParse(JSON.parse(end === -1 ? text : text.slice(0, end))).data
    return claims && { ...claims, policy: end === -1 ? undefined : text.slice(end + 1) }
  } catch {
    return undefined
  }
}
