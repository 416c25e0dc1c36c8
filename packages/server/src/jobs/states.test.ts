import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database, Transaction } from '../db/database.ts'
import { openTestDatabase, type TestDatabase } from '../db/testing/test-database.ts'
import { JOB_STATES, MOVES, type JobState } from './states.ts'

let at: TestDatabase
let db: Database

beforeAll(async () => {
  at = await openTestDatabase()
  db = at.db
  await db.transact(async (tx) => {
    await sql`INSERT INTO buckets (id, name, region, created_at) VALUES (1, 'b-1', 'r', 0)`.execute(tx)
    await sql`INSERT INTO queues (id, queue_id, bucket_id, category, is_default, name, state, notify, max_size, max_concurrent, created_at, updated_at)
      VALUES (1, 'p1', 1, 'Transcoding', 1, 'q', 'Active', '{}', 10, 10, 0, 0)`.execute(tx)
  })
})

afterAll(async () => {
  await at[Symbol.asyncDispose]()
})

/** The columns each state must have, so that only the move itself can be refused. */
const COLUMNS = {
  Submitted: sql`started_at = NULL, ended_at = NULL, lease_token = NULL, lease_until = NULL, code = NULL`,
  Running: sql`started_at = 1, ended_at = NULL, lease_token = 't', lease_until = 2, code = NULL`,
  Success: sql`started_at = 1, ended_at = 3, lease_token = NULL, lease_until = NULL, code = NULL`,
  Failed: sql`started_at = 1, ended_at = 3, lease_token = NULL, lease_until = NULL, code = 'InternalError'`,
  Cancel: sql`started_at = NULL, ended_at = 3, lease_token = NULL, lease_until = NULL, code = NULL`,
} as const

async function insertIn(tx: Transaction, state: JobState): Promise<void> {
  await sql`INSERT INTO jobs (id, bucket_id, queue, tag, level, state, "order", created_at, started_at, ended_at, lease_token, lease_until, code)
    VALUES (${`${state}-${String(counter++)}`}, 1, 1, 'T', 0, ${state}, '{}', 0,
      ${state === 'Submitted' || state === 'Cancel' ? null : 1},
      ${state === 'Submitted' || state === 'Running' ? null : 3},
      ${state === 'Running' ? 't' : null}, ${state === 'Running' ? 2 : null},
      ${state === 'Failed' ? 'InternalError' : null})`.execute(tx)
}

let counter = 0

test('the database allows exactly the transitions of the table', async () => {
  const made: string[] = []
  for (const from of JOB_STATES) {
    for (const to of JOB_STATES) {
      const move = db.transact(async (tx) => {
        await insertIn(tx, from)
        await sql`UPDATE jobs SET state = ${to}, ${COLUMNS[to]} WHERE seq = (SELECT max(seq) FROM jobs)`.execute(
          tx,
        )
      })
      await move.then(
        () => made.push(`${from} → ${to}`),
        () => undefined,
      )
    }
  }
  const allowed = JOB_STATES.flatMap((from) => MOVES[from].map((to) => `${from} → ${to}`))
  expect(made.sort()).toEqual(allowed.sort())
})

test('a job that is not Running holds no lease, and one that ended has an end time', async () => {
  for (const wrong of ['lease_token = NULL', 'lease_until = NULL', 'ended_at = 1', "code = 'x'"]) {
    const refused = db.transact(async (tx) => {
      await insertIn(tx, 'Running')
      await sql`UPDATE jobs SET ${sql.raw(wrong)} WHERE seq = (SELECT max(seq) FROM jobs)`.execute(tx)
    })
    await expect(refused).rejects.toThrow(/check/i)
  }
})

test('the counters of a queue are the number of its jobs in each state', async () => {
  await db.transact(async (tx) => {
    for (const state of JOB_STATES) await insertIn(tx, state)
  })
  const { rows } = await sql<{ state: JobState; count: number }>`
    SELECT state, count(*) AS count FROM jobs GROUP BY state`.execute(db.reader)
  const counted = new Map(rows.map(({ state, count }) => [state, count]))
  const load = await sql`
    SELECT sum(waiting) AS waiting, sum(running) AS running FROM queue_loads`.execute(db.reader)
  expect(load.rows).toEqual([{ waiting: counted.get('Submitted'), running: counted.get('Running') }])
})
