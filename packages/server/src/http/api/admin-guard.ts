import { createHash, timingSafeEqual } from 'node:crypto'

/** Whether an `Authorization` header carries the admin token as a bearer token. Takes the same time for any wrong one. */
export function isAdmin(authorization: string | undefined, adminToken: string): boolean {
  const given = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
  return given !== undefined && timingSafeEqual(digest(given), digest(adminToken))
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
