import { sql } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import { sentEndpoint } from '../redirect-store.ts'
import { ofBucket, ofOrigin, scopeKey, type Route, type Scope } from '../scope.ts'
import type { CallbackAttemptRow } from '../tables.ts'

/** Of a busy service, the last attempts tell as much as all of a day. */
const MAX_READ = 5_000

export interface LastError {
  /** Ms since 1970. */
  readonly at: number
  readonly cause: NonNullable<CallbackAttemptRow['cause']>
  readonly status: number | null
  readonly detail: string | null
}

/** How the last attempts to one scope went. */
export interface RecentAttempts {
  readonly scope: Scope
  readonly attempts: number
  readonly delivered: number
  /** Ms since 1970; `undefined` when none was delivered. */
  readonly lastDeliveredAt: number | undefined
  readonly lastError: LastError | undefined
}

const NONE = { attempts: 0, delivered: 0, lastDeliveredAt: undefined, lastError: undefined }

type Attempt = Route &
  Pick<CallbackAttemptRow, 'outcome' | 'cause' | 'status' | 'detail'> & { readonly at: number }

/** Returns where callbacks were sent since a time (ms since 1970): each origin, and each bucket there. */
export async function readRecentAttempts(
  db: Queryable,
  since: number,
): Promise<ReadonlyMap<string, RecentAttempts>> {
  // CROSS JOIN: SQLite then reads the attempts first.
  const { rows } = await sql<Attempt>`
    SELECT a.outcome, a.cause, a.status, a.detail, a.started_at AS at,
      ${sentEndpoint()} AS endpoint, c.bucket_name AS "bucketName"
    FROM (
      SELECT id, outcome, cause, status, detail, started_at FROM callback_attempts
      WHERE started_at >= ${since} ORDER BY started_at DESC LIMIT ${MAX_READ}) AS a
      CROSS JOIN callbacks c
    WHERE c.id = a.id / 1024 ORDER BY a.started_at DESC`.execute(db)
  const found = new Map<string, RecentAttempts>()
  for (const row of rows)
    for (const scope of [ofOrigin(row), ofBucket(row)]) {
      const key = scopeKey(scope)
      found.set(key, withAttempt(found.get(key) ?? { ...NONE, scope }, row))
    }
  return found
}

/** The newest come first, so that the first one delivered and the first error are the last ones. */
function withAttempt(before: RecentAttempts, { cause, status, detail, at }: Attempt): RecentAttempts {
  return {
    ...before,
    attempts: before.attempts + 1,
    delivered: before.delivered + (cause === null ? 1 : 0),
    lastDeliveredAt: before.lastDeliveredAt ?? (cause === null ? at : undefined),
    lastError: before.lastError ?? (cause === null ? undefined : { at, cause, status, detail }),
  }
}
