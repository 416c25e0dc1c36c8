import { createHash, timingSafeEqual } from 'node:crypto'
import type { Role } from '../../sessions/tables.ts'

/** Lowercase hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The bearer token of an `Authorization` header. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}

/** Takes the same time for any wrong token. */
function isToken(given: string, token: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)))
}

export interface OperatorTokens {
  readonly admin: string
  /** Reads everything and changes nothing; `undefined`: there is none. */
  readonly read: string | undefined
}

/** The role that a token gives; `undefined` for a wrong one. */
export function roleOfToken(given: string, { admin, read }: OperatorTokens): Role | undefined {
  if (isToken(given, admin)) return 'admin'
  return read !== undefined && isToken(given, read) ? 'reader' : undefined
}
