import type { Selectable } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import { fromJsonText, toJsonText } from '../db/json-text.ts'
import type { WorkerRow } from './tables.ts'

/** A process that runs jobs. */
export interface WorkerFacts {
  /** `HOST/PID`. */
  readonly name: string
  readonly version: string
  /** ms since 1970 */
  readonly startedAt: number
  /** Jobs that it runs at once. */
  readonly places: number
  /** The only ones that it serves, by id or name; `undefined`: all. */
  readonly queues: readonly string[] | undefined
}

export interface SeenWorker extends WorkerFacts {
  /** When it last said that it works, ms since 1970. */
  readonly seenAt: number
}

export async function saveHeartbeat(tx: Transaction, worker: WorkerFacts, seenAt: number): Promise<void> {
  const { name, version, startedAt, places, queues } = worker
  const values = {
    ...{ version, started_at: startedAt, seen_at: seenAt, places },
    queues: queues === undefined ? null : toJsonText(queues),
  }
  await tx
    .insertInto('workers')
    .values({ name, ...values })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(values))
    .execute()
}

export async function deleteWorker(tx: Transaction, name: string): Promise<void> {
  await tx.deleteFrom('workers').where('name', '=', name).execute()
}

/** Forgets those that were last seen before `time`, ms since 1970. */
export async function deleteLostWorkers(tx: Transaction, time: number): Promise<void> {
  await tx.deleteFrom('workers').where('seen_at', '<', time).execute()
}

/** Returns all, by name. */
export async function listWorkers(db: Queryable): Promise<readonly SeenWorker[]> {
  const rows = await db.selectFrom('workers').selectAll().orderBy('name').execute()
  return rows.map(toWorker)
}

function toWorker(row: Selectable<WorkerRow>): SeenWorker {
  const { name, version, started_at: startedAt, seen_at: seenAt, places, queues } = row
  return {
    ...{ name, version, startedAt, seenAt, places },
    queues: queues === null ? undefined : fromJsonText(queues),
  }
}
