import { createHash, timingSafeEqual } from 'node:crypto'

/** Lowercase hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The bearer token of an `Authorization` header. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
}

/** Takes the same time for any wrong token. */
export function isToken(given: string, token: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(token)))
}

/** Whether an `Authorization` header carries the admin token as a bearer token. */
export function isAdmin(authorization: string | undefined, adminToken: string): boolean {
  const given = bearerToken(authorization)
  return given !== undefined && isToken(given, adminToken)
}
