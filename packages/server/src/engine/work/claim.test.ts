import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockRowsOf } from '../../db/dialect.ts'
import { onPostgres } from '../../db/testing/test-database.ts'
import { cancelJobs, lockJob } from '../../jobs/store.ts'
import { claimJobs } from './claim.ts'
import { createQueue } from '../queues/create-queue.ts'
import { patchQueue } from '../queues/change-queue.ts'
import { engineInside } from '../testing/engine-inside.ts'
import { finishOne, openTestEngine, submitOne, type TestEngine } from '../testing/test-engine.ts'
import { testWhen } from '../../../../../tooling/test-when.ts'

const MINUTE_MS = 60_000

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

async function newQueue(name: string, maxConcurrent = 10): Promise<string> {
  const queue = { bucket: at.bucket.name, category: 'Transcoding', name, maxConcurrent } as const
  return (await createQueue(at.engine, queue)).queueId
}

const submitTo = (queueId: string, level: 0 | 1 | 2 = 0) => submitOne(at, { level }, { queueId })

async function claimIds(limit: number, queues?: readonly string[]): Promise<string[]> {
  return (await claimJobs(at.engine, { limit, queues })).map(({ job }) => job.id)
}

test('higher levels come first, then the order of submission', async () => {
  const queue = await newQueue('one')
  const low = await submitTo(queue, 0)
  const high = await submitTo(queue, 2)
  const middle = [await submitTo(queue, 1), await submitTo(queue, 1)]
  expect(await claimIds(10)).toEqual([high.id, ...middle.map(({ id }) => id), low.id])
})

test('a job gains a level each ten minutes: level 0 is not passed over for ever', async () => {
  const queue = await newQueue('one')
  const old = await submitTo(queue, 0)
  at.clock.advance(20 * MINUTE_MS - 1)
  const almost = await submitTo(queue, 2)
  expect(await claimIds(1)).toEqual([almost.id])
  at.clock.advance(1)
  await submitTo(queue, 2)
  expect(await claimIds(1)).toEqual([old.id])
})

test('a queue with one job does not wait for the end of a long one', async () => {
  const [long, short] = [await newQueue('long'), await newQueue('short')]
  for (let count = 0; count < 8; count += 1) await submitTo(long)
  const one = await submitTo(short)
  expect(await claimIds(2)).toContain(one.id)
})

test('queues take turns when each job ends before the next is claimed', async () => {
  const queues = [await newQueue('a'), await newQueue('b'), await newQueue('c')]
  for (const queue of queues) for (let count = 0; count < 4; count += 1) await submitTo(queue)
  const turns: number[] = []
  for (let turn = 0; turn < 6; turn += 1) {
    at.clock.advance(1)
    const [claim] = await claimJobs(at.engine, { limit: 1 })
    if (!claim) throw new Error('nothing to claim')
    turns.push(claim.job.queue)
    await finishOne(at.engine, claim, { kind: 'failed', code: 'ResourceNotFound', message: 'x' })
  }
  expect(turns.slice(3)).toEqual(turns.slice(0, 3))
  expect(new Set(turns).size).toBe(3)
})

test('a worker that names queues takes from these alone, by id or name', async () => {
  const [mine, other] = [await newQueue('mine'), await newQueue('other')]
  await submitTo(other)
  const job = await submitTo(mine)
  expect(await claimIds(10, ['nothing'])).toEqual([])
  expect(await claimIds(10, ['mine'])).toEqual([job.id])
  expect(await claimIds(10, [other])).toHaveLength(1)
})

test('one claim gives no queue more than its MaxConcurrent, and a paused queue nothing', async () => {
  const [narrow, paused] = [await newQueue('narrow', 2), await newQueue('paused')]
  for (let count = 0; count < 5; count += 1) await Promise.all([submitTo(narrow), submitTo(paused)])
  await patchQueue(at.engine, paused, { state: 'Paused' })
  expect(await claimIds(10)).toHaveLength(2)
  expect(await claimIds(10)).toHaveLength(0)
  await patchQueue(at.engine, narrow, { maxConcurrent: 3 })
  expect(await claimIds(10)).toHaveLength(1)
})

testWhen(onPostgres)('a job comes into a queue while others are claimed from it', async () => {
  const queue = await newQueue('one')
  const job = await at.engine.db.transact(async (tx) => {
    // What a claim holds until its commit.
    await sql`SELECT id FROM queues q ${lockRowsOf(tx, 'q')}`.execute(tx)
    return submitTo(queue)
  })
  expect(await claimIds(10)).toEqual([job.id])
})

testWhen(onPostgres)('a job that is cancelled while it is claimed is passed over', async () => {
  const queue = await newQueue('one')
  const [cancelled, next] = [await submitTo(queue), await submitTo(queue)]
  const { claiming } = await at.engine.db.transact(async (tx) => {
    const job = await lockJob(tx, at.bucket.id, cancelled.id)
    await cancelJobs(tx, [job?.seq ?? 0], at.clock.now())
    const claiming = claimIds(10).catch(String)
    // Meanwhile the claim chooses both and waits for the one that is held here.
    await sql`SELECT pg_sleep(0.5)`.execute(tx)
    return { claiming }
  })
  expect(await claiming).toEqual([next.id])
})

testWhen(onPostgres)(
  'a claim counts what another one has taken from the queue and not committed yet',
  async () => {
    const queue = await newQueue('one', 1)
    await submitTo(queue)
    const { claiming } = await at.engine.db.transact(async (tx) => {
      expect(await claimJobs(engineInside(at.engine, tx), { limit: 1 })).toHaveLength(1)
      // Of a higher level, so that the other claim does not choose the job that was taken.
      await submitTo(queue, 2)
      const claiming = claimIds(1)
      await sql`SELECT pg_sleep(0.5)`.execute(tx)
      return { claiming }
    })
    expect(await claiming).toEqual([])
  },
)
