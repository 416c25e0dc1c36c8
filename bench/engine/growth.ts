import { sql } from 'kysely'
import { claimJobs } from '../../packages/server/src/engine/work/claim.ts'
import { finishRuns } from '../../packages/server/src/engine/work/finish.ts'
import type { LemnisContender } from './lemnis.ts'
import { browseJobs } from '../../packages/server/src/engine/operator/browse-jobs.ts'
import type { JobFilter } from '../../packages/server/src/engine/jobs/page-of-jobs.ts'
import { findJobs, listJobs } from '../../packages/server/src/engine/jobs/read-jobs.ts'
import { median } from '../figures.ts'

const SIZES = [0, 100_000, 1_000_000]
const WAITING = 100_000
const SAMPLES = Number(process.env['BENCH_SAMPLES'] ?? 400)

export interface Cost {
  readonly finished: number
  /** Medians, µs, by what was done. */
  readonly us: ReadonlyMap<string, number>
}

export async function measureGrowth(contender: LemnisContender): Promise<Cost[]> {
  const costs: Cost[] = []
  let finished = 0
  await addRareJobs(contender)
  const read = await readers(contender)
  // Compiled, cached, connected.
  await sample(contender, 100)
  await sampleReads(read, 100)
  for (const size of SIZES) {
    await addFinished(contender, size - finished)
    if (size > 0 && finished === 0)
      await addJobs(contender, { count: WAITING, state: 'Submitted', createdAt: 1 })
    finished = size
    await analyze(contender)
    costs.push({
      finished: size,
      us: new Map([...(await sample(contender, SAMPLES)), ...(await sampleReads(read, SAMPLES / 2))]),
    })
  }
  return costs
}

/** One job after the other: put into the queue, claimed, ended. */
async function sample(contender: LemnisContender, count: number): Promise<Map<string, number>> {
  const { engine } = contender
  const times = new Map<string, number[]>([
    ['submit', []],
    ['claim', []],
    ['finish', []],
  ])
  for (let number = 0; number < count; number += 1) {
    const from = performance.now()
    await contender.submit(number)
    const submitted = performance.now()
    const [claim] = await claimJobs(engine, { limit: 1 })
    const claimed = performance.now()
    if (!claim) throw new Error('nothing was claimed')
    const outcome = { kind: 'success', message: 'SUCCESS', result: {}, files: [] } as const
    await finishRuns(engine, [{ claim, outcome }])
    times.get('submit')?.push((submitted - from) * 1_000)
    times.get('claim')?.push((claimed - submitted) * 1_000)
    times.get('finish')?.push((performance.now() - claimed) * 1_000)
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]))
}

/** A million finished jobs, a hundred thousand that wait, and a few of each rare kind. */
export async function grow(contender: LemnisContender): Promise<void> {
  await addRareJobs(contender)
  await addFinished(contender, Math.max(...SIZES))
  await addJobs(contender, { count: WAITING, state: 'Submitted', createdAt: 1 })
  await analyze(contender)
}

type Readers = ReadonlyMap<string, () => Promise<unknown>>

/** Each read answers with ten jobs at every size, so that what is compared is how they are found. */
async function readers(contender: LemnisContender): Promise<Readers> {
  const { engine, bucket } = contender
  const db = engine.db.reader
  const list = (filter: Partial<JobFilter>) => async (): Promise<void> => {
    const jobs = await listJobs(db, { bucketId: bucket.id, direction: 'desc', limit: PAGE, ...filter })
    if (jobs.length !== PAGE) throw new Error(`a page has ${jobs.length} jobs`)
  }
  const rare = await listJobs(db, { bucketId: bucket.id, direction: 'asc', states: ['Failed'], limit: PAGE })
  const ids = rare.map(({ id }) => id)
  return new Map<string, () => Promise<unknown>>([
    ['get by id', () => findJobs(db, bucket.id, ids)],
    ['list, no filter', list({})],
    ['list, oldest first', list({ direction: 'asc' })],
    ['list, states=Failed (rare)', list({ states: ['Failed'] })],
    ['list, states=Success', list({ states: ['Success'] })],
    ['list, tag (rare)', list({ tag: 'Rare' })],
    ['list, tag', list({ tag: 'Pause' })],
    ['list, queueId (rare)', list({ queueId: contender.rareQueueId })],
    ['list, queueId', list({ queueId: contender.queueId })],
    ['list, queueType', list({ category: 'Transcoding' })],
    ['list, inputObject (rare)', list({ inputKey: 'in/rare' })],
    ['list, inputObject + rare state', list({ inputKey: 'in/one', states: ['Failed'] })],
    ['list, creation time', list({ createdFrom: RARE_FROM, createdTo: RARE_FROM + PAGE })],
    ['list, all of them at once', list({ ...RARE, createdFrom: RARE_FROM, queueId: contender.rareQueueId })],
    ['list, a later page', list({ direction: 'asc', after: rare.at(-1)?.seq })],
    [
      'list of all buckets, Failed',
      () => browseJobs(db, { state: 'Failed' }, { before: undefined, limit: PAGE }),
    ],
  ])
}

async function sampleReads(read: Readers, count: number): Promise<Map<string, number>> {
  const medians = new Map<string, number>()
  for (const [name, once] of read) {
    const times: number[] = []
    for (let number = 0; number < count; number += 1) {
      const from = performance.now()
      await once()
      times.push((performance.now() - from) * 1_000)
    }
    medians.set(name, median(times))
  }
  return medians
}

const PAGE = 10
const RARE_FROM = 100
const RARE = { tag: 'Rare', states: ['Failed'], inputKey: 'in/rare' } as const

/** Ten of each kind, and as many that are like the others. */
async function addRareJobs(contender: LemnisContender): Promise<void> {
  const { rareQueueId: queueId } = contender
  const common = { count: PAGE, state: 'Success', createdAt: RARE_FROM } as const
  await addJobs(contender, common)
  await addJobs(contender, { ...common, state: 'Failed' })
  await addJobs(contender, { ...common, tag: 'Rare' })
  await addJobs(contender, { ...common, queueId })
  await addJobs(contender, { ...common, inputKey: 'in/rare' })
  await addJobs(contender, { ...common, state: 'Failed', tag: 'Rare', queueId, inputKey: 'in/rare' })
}

async function addFinished(contender: LemnisContender, count: number): Promise<void> {
  await addJobs(contender, { count, state: 'Success', createdAt: 1_000 })
}

interface Added {
  readonly count: number
  readonly state: 'Submitted' | 'Success' | 'Failed'
  /** Of the first one; each later one is 1 ms younger. */
  readonly createdAt: number
  readonly tag?: string
  readonly queueId?: string
  readonly inputKey?: string
}

let made = 0

async function addJobs({ engine, bucket, ...contender }: LemnisContender, added: Added): Promise<void> {
  const { count, state, createdAt, tag = 'Pause', queueId = contender.queueId, inputKey = 'in/one' } = added
  const chunk = 50_000
  const ended = { Submitted: [null, null, null], Success: [null, 2, 3], Failed: ['InternalError', 2, 3] }[
    state
  ]
  const columns = sql.join([state, ...ended].map((value) => sql.lit(value)))
  for (let from = 0; from < count; from += chunk) {
    await engine.db.transact(async (tx) => {
      await sql`
        INSERT INTO jobs (id, bucket_id, queue, tag, level, input_key, "order",
          state, code, started_at, ended_at, created_at)
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${sql.lit(Math.min(chunk, count - from))})
        SELECT 'j-grown-' || (n + ${sql.lit(made)}), ${sql.lit(bucket.id)}, queues.id, ${sql.lit(tag)}, 0, ${sql.lit(inputKey)},
          '{"params":{"number":1,"ms":0},"callback":{"url":"no"}}', ${columns}, ${sql.lit(createdAt + from)} + n
        FROM numbers CROSS JOIN queues WHERE queues.queue_id = ${sql.lit(queueId)}`.execute(tx)
    })
    made += chunk
  }
}

async function analyze({ engine }: LemnisContender): Promise<void> {
  await engine.db.transact((tx) => sql`ANALYZE`.execute(tx))
}
