import type { Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import type { ConsoleSessionRow, Role } from './tables.ts'

/** The oldest are ended above it. */
const MAX_SESSIONS = 1_000
/** Each is good for a minute: more are asked for by nobody. */
const MAX_LINKS = 1_000

/** A browser that is signed in. */
export interface ConsoleSession {
  /** SHA-256 of what its cookie holds, hex. */
  readonly id: string
  readonly role: Role
  /** SHA-256 of the token that opened it, hex. */
  readonly tokenHash: string
  /** ms since 1970, as `usedAt`. */
  readonly createdAt: number
  readonly usedAt: number
  readonly address: string
}

export async function insertSession(tx: Transaction, session: ConsoleSession): Promise<void> {
  const { id, role, tokenHash, createdAt, usedAt, address } = session
  await tx
    .insertInto('console_sessions')
    .values({ id, role, token_hash: tokenHash, created_at: createdAt, used_at: usedAt, address })
    .execute()
  const kept = tx.selectFrom('console_sessions').select('id').orderBy('used_at', 'desc').limit(MAX_SESSIONS)
  await tx.deleteFrom('console_sessions').where('id', 'not in', kept).execute()
}

export async function findSession(db: Queryable, id: string): Promise<ConsoleSession | undefined> {
  const row = await db.selectFrom('console_sessions').selectAll().where('id', '=', id).executeTakeFirst()
  return row && toSession(row)
}

export async function touchSession(tx: Transaction, id: string, usedAt: number): Promise<void> {
  await tx.updateTable('console_sessions').set({ used_at: usedAt }).where('id', '=', id).execute()
}

export async function deleteSession(tx: Transaction, id: string): Promise<void> {
  await tx.deleteFrom('console_sessions').where('id', '=', id).execute()
}

/** Deletes sessions that were opened, or last used, before these times, ms since 1970. */
export async function deleteOldSessions(
  tx: Transaction,
  { createdBefore, usedBefore }: { readonly createdBefore: number; readonly usedBefore: number },
): Promise<void> {
  await tx
    .deleteFrom('console_sessions')
    .where((row) => row.or([row('created_at', '<', createdBefore), row('used_at', '<', usedBefore)]))
    .execute()
}

export interface ConsoleLink {
  /** SHA-256 of its code, hex. */
  readonly id: string
  readonly role: Role
  /** ms since 1970 */
  readonly expiresAt: number
}

/** Also forgets those that expired before `now`. Returns false when there are too many. */
export async function insertLink(tx: Transaction, link: ConsoleLink, now: number): Promise<boolean> {
  await tx.deleteFrom('console_links').where('expires_at', '<', now).execute()
  const { count } = await tx
    .selectFrom('console_links')
    .select((row) => row.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  if (count >= MAX_LINKS) return false
  const { id, role, expiresAt } = link
  await tx.insertInto('console_links').values({ id, role, expires_at: expiresAt }).execute()
  return true
}

/** Returns the link and deletes it, so that nobody uses it again. */
export async function takeLink(tx: Transaction, id: string): Promise<ConsoleLink | undefined> {
  const row = await tx.deleteFrom('console_links').where('id', '=', id).returningAll().executeTakeFirst()
  return row && { id: row.id, role: row.role, expiresAt: row.expires_at }
}

function toSession(row: Selectable<ConsoleSessionRow>): ConsoleSession {
  const { id, role, token_hash: tokenHash, created_at: createdAt, used_at: usedAt, address } = row
  return { id, role, tokenHash, createdAt, usedAt, address }
}
