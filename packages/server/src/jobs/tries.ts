import { sql } from 'kysely'
import type { Queryable, Transaction } from '../db/database.ts'
import type { TryCause } from './tables.ts'

/** Of one job, the newest. */
const KEPT = 50
const MAX_MESSAGE = 1_000

export interface JobTry {
  /** From 1. */
  readonly number: number
  /** `HOST/PID` */
  readonly worker: string | null
  /** Ms since 1970. */
  readonly startedAt: number | null
  readonly endedAt: number
  readonly cause: TryCause
  readonly message: string
}

export interface EndedTry {
  readonly seq: number
  readonly startedAt: number | undefined
  readonly endedAt: number
  readonly cause: TryCause
  readonly message: string
}

/** Records a run that did not end its job, in the transaction that puts the job back into its queue. */
export async function insertTry(
  tx: Transaction,
  { seq, startedAt, endedAt, cause, message }: EndedTry,
): Promise<void> {
  const { rows } = await sql<{ number: number }>`
    INSERT INTO job_tries (job, number, worker, started_at, ended_at, cause, message)
    SELECT seq, (SELECT coalesce(max(t.number), 0) + 1 FROM job_tries t WHERE t.job = seq), worker,
      CAST(${startedAt ?? null} AS BIGINT), CAST(${endedAt} AS BIGINT), CAST(${cause} AS TEXT),
      CAST(${message.slice(0, MAX_MESSAGE)} AS TEXT)
    FROM jobs WHERE seq = ${seq} RETURNING number`.execute(tx)
  const number = rows.at(0)?.number ?? 0
  if (number <= KEPT) return
  await tx
    .deleteFrom('job_tries')
    .where('job', '=', seq)
    .where('number', '<=', number - KEPT)
    .execute()
}

/** The first one first. */
export async function listTries(db: Queryable, seq: number): Promise<readonly JobTry[]> {
  const rows = await db.selectFrom('job_tries').selectAll().where('job', '=', seq).orderBy('number').execute()
  return rows.map(({ number, worker, started_at, ended_at, cause, message }) => ({
    ...{ number, worker, cause, message },
    startedAt: started_at,
    endedAt: ended_at,
  }))
}
