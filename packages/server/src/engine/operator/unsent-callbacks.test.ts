import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JobCallback } from '../../jobs/tables.ts'
import {
  anOrder,
  claimOne,
  finishOne,
  openTestEngine,
  submitOne,
  type TestEngine,
} from '../testing/test-engine.ts'
import { findUnsentCallbacks, type EndPosition } from './unsent-callbacks.ts'

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(() => at[Symbol.asyncDispose]())

/** Runs a job to its end, and returns its id. */
async function run(callback: JobCallback, kind: 'success' | 'failed' = 'success'): Promise<string> {
  const { engine, clock } = at
  const { id } = await submitOne(at, { order: { ...anOrder().order, callback } })
  const claim = await claimOne(engine)
  if (!claim) throw new Error('no job waits')
  clock.advance(1_000)
  await finishOne(
    engine,
    claim,
    kind === 'success'
      ? { kind, message: '', result: {}, files: [] }
      : { kind, code: 'ResourceNotSupported', message: 'it broke' },
  )
  return id
}

const find = (after: EndPosition = { endedAt: 0, seq: 0 }, limit = 10) =>
  findUnsentCallbacks(at.engine, at.engine.db.reader, { after, limit })

test('a job without a callback has the bytes that its callback would have', async () => {
  const sent = await run({ url: 'https://hooks.example/cb' })
  const unsent = await run({})
  const [found, ...others] = await find()
  expect(others).toEqual([])
  expect(found).toMatchObject({
    job: { id: unsent },
    contentType: 'application/xml',
    endedAt: at.clock.now(),
  })
  const [stored] = await at.engine.db.reader.selectFrom('callbacks').select(['job_id', 'body']).execute()
  expect(stored?.job_id).toBe(sent)
  // The two jobs differ in nothing but their ids and times.
  const plain = (body: Uint8Array | undefined): string =>
    Buffer.from(body ?? [])
      .toString()
      .replaceAll(sent, 'JOB')
      .replaceAll(unsent, 'JOB')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+\+\d{4}/g, 'TIME')
  expect(plain(found?.body)).toBe(plain(stored?.body))
})

test('the format is that of the job, also of one that wants no callback and of one that failed', async () => {
  const json = await run({ url: 'no', format: 'JSON' })
  const failed = await run({}, 'failed')
  const found = await find()
  expect(found.map(({ job, contentType }) => [job.id, contentType])).toEqual([
    [json, 'application/json'],
    [failed, 'application/xml'],
  ])
  expect(JSON.parse(Buffer.from(found[0]?.body ?? []).toString())).toMatchObject({ EventName: 'TaskFinish' })
  expect(Buffer.from(found[1]?.body ?? []).toString()).toContain('<Message>it broke</Message>')
})

test('they are in the order of their ends, page by page and by queue; what waits has not ended', async () => {
  const first = await run({})
  const second = await run({})
  await submitOne(at)
  const [one, ...rest] = await find(undefined, 1)
  expect([one?.job.id, rest]).toEqual([first, []])
  const after = { endedAt: one?.endedAt ?? 0, seq: one?.job.seq ?? 0 }
  expect((await find(after)).map(({ job }) => job.id)).toEqual([second])
  const query = { after: { endedAt: 0, seq: 0 }, limit: 10 }
  const { reader } = at.engine.db
  expect(await findUnsentCallbacks(at.engine, reader, { ...query, queueId: 'p-none' })).toEqual([])
  expect(await findUnsentCallbacks(at.engine, reader, { ...query, tag: 'MediaInfo' })).toEqual([])
  const queueId = one?.queue.queueId
  expect(
    await findUnsentCallbacks(at.engine, reader, { ...query, queueId, tag: 'NoiseReduction' }),
  ).toHaveLength(2)
})
