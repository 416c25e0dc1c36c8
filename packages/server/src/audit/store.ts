import { sql, type Selectable } from 'kysely'
import type { JsonValue } from '../base/json.ts'
import type { Queryable, Transaction } from '../db/database.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import type { AuditEntryRow } from './tables.ts'

/** Something that was done, or refused. */
export interface AuditEvent {
  /** A token, a session of the console, or nobody who is known. */
  readonly who: string
  readonly role?: 'admin' | 'reader' | undefined
  /** When and from where a session was opened, ms since 1970. */
  readonly signedIn?: { readonly at: number; readonly from: string } | undefined
  readonly address: string
  /** A route, an operation on objects, or what became of a session. */
  readonly what: string
  readonly target?: string | undefined
  readonly body?: JsonValue | undefined
  /** Of the answer; `undefined`: there was none yet, or the process ended before it. */
  readonly status?: number | undefined
}

export interface AuditEntry extends AuditEvent {
  readonly id: number
  /** ms since 1970; of entries that count several, when it happened first */
  readonly at: number
  /** How often it happened within a minute. */
  readonly times: number
}

/** Returns the id of the new entry. */
export async function insertEntry(tx: Transaction, event: AuditEvent, at: number): Promise<number> {
  const { who, role, signedIn, address, what, target, body, status } = event
  const { id } = await tx
    .insertInto('audit_entries')
    .values({
      ...{ at, who, address, what, times: 1 },
      role: role ?? null,
      signed_in_at: signedIn?.at ?? null,
      signed_in_from: signedIn?.from ?? null,
      target: target ?? null,
      body: body === undefined ? null : toJsonText(body),
      status: status ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Records how it ended, and what was made. */
export async function finishEntry(
  tx: Transaction,
  id: number,
  { status, target }: { readonly status: number; readonly target: string | undefined },
): Promise<void> {
  const change = { status, ...(target !== undefined && { target }) }
  await tx.updateTable('audit_entries').set(change).where('id', '=', id).execute()
}

/** Counts an event with the last one of its kind, if that is not older than `since`. Returns false otherwise. */
export async function countAgain(
  tx: Transaction,
  { who, what }: Pick<AuditEvent, 'who' | 'what'>,
  since: number,
): Promise<boolean> {
  const last = await tx
    .selectFrom('audit_entries')
    .select(['id', 'at'])
    .where('who', '=', who)
    .where('what', '=', what)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!last || last.at < since) return false
  await tx
    .updateTable('audit_entries')
    .set(({ eb }) => ({ times: eb('times', '+', 1) }))
    .where('id', '=', last.id)
    .execute()
  return true
}

export interface AuditFilter {
  readonly who?: string | undefined
  readonly what?: string | undefined
  /** ms since 1970 */
  readonly since?: number | undefined
  /** The id of the last entry already seen. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Entries, the newest first; `next` is where to go on. */
export async function listEntries(
  db: Queryable,
  { who, what, since, before, limit }: AuditFilter,
): Promise<{ readonly entries: readonly AuditEntry[]; readonly next: number | undefined }> {
  let query = db.selectFrom('audit_entries').selectAll()
  if (who !== undefined) query = query.where('who', '=', who)
  if (what !== undefined) query = query.where('what', '=', what)
  if (before !== undefined) query = query.where('id', '<', before)
  // By the id, in whose order the page is read: the times of entries grow with it.
  if (since !== undefined) query = query.where('id', '>', await lastBefore(db, since))
  const rows = await query.orderBy('id', 'desc').limit(limit).execute()
  return { entries: rows.map(toEntry), next: rows.length === limit ? rows.at(-1)?.id : undefined }
}

/** Returns the id of the last entry before `time`, ms since 1970; 0: there is none. */
async function lastBefore(db: Queryable, time: number): Promise<number> {
  const row = await db
    .selectFrom('audit_entries')
    .select('id')
    .where('at', '<', time)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id ?? 0
}

/** Deletes the oldest entries that are older than `time`, or beyond the newest `keep`; returns how many. */
export async function deleteOldEntries(
  tx: Transaction,
  { time, keep, limit }: { readonly time: number; readonly keep: number; readonly limit: number },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    DELETE FROM audit_entries WHERE id IN (
      SELECT id FROM audit_entries
      WHERE id <= COALESCE((SELECT id FROM audit_entries ORDER BY id DESC LIMIT 1 OFFSET ${keep}), 0)
        OR at < ${time}
      ORDER BY id LIMIT ${limit})
    RETURNING id`.execute(tx)
  return rows.length
}

function toEntry(row: Selectable<AuditEntryRow>): AuditEntry {
  const { id, at, who, role, address, what, target, body, status, times } = row
  const { signed_in_at: signedInAt, signed_in_from: from } = row
  return {
    ...{ id, at, who, address, what, times },
    role: role ?? undefined,
    signedIn: signedInAt === null ? undefined : { at: signedInAt, from: from ?? '' },
    target: target ?? undefined,
    body: body === null ? undefined : fromJsonText(body),
    status: status ?? undefined,
  }
}
