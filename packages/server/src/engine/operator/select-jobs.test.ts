import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  anOrder,
  claimOne,
  finishOne,
  openTestEngine,
  submitOne,
  type TestEngine,
} from '../testing/test-engine.ts'
import { browseJobs, type JobFilter } from './browse-jobs.ts'

const BUCKET = 'media-1250000000'
let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
  for (const inputKey of ['in/a.wav', 'in/b.wav', 'in/ä.wav', 'ina.wav', 'other/a.wav', 'in/c.wav']) {
    at.clock.advance(1_000)
    await submitOne(at, anOrder({ inputKey }))
  }
})

afterEach(() => at[Symbol.asyncDispose]())

const inputsOf = async (filter: JobFilter, before?: number, limit = 10) => {
  const { jobs, next } = await browseJobs(at.engine.db.reader, filter, { before, limit })
  return { inputs: jobs.map(({ input }) => input), next }
}

test('jobs are found by what their input begins with, the newest first and page by page', async () => {
  const filter = { bucket: BUCKET, inputPrefix: 'in/' }
  expect((await inputsOf(filter)).inputs).toEqual(['in/c.wav', 'in/ä.wav', 'in/b.wav', 'in/a.wav'])
  const first = await inputsOf(filter, undefined, 2)
  expect(first.inputs).toEqual(['in/c.wav', 'in/ä.wav'])
  expect((await inputsOf(filter, first.next, 2)).inputs).toEqual(['in/b.wav', 'in/a.wav'])
})

test('a prefix goes with the other filters', async () => {
  const claim = await claimOne(at.engine)
  if (!claim) throw new Error('no job waits')
  await finishOne(at.engine, claim, { kind: 'failed', code: 'ResourceNotSupported', message: 'it broke' })
  const filter = { bucket: BUCKET, inputPrefix: 'in/' }
  expect((await inputsOf({ ...filter, state: 'Failed' })).inputs).toEqual(['in/a.wav'])
  expect((await inputsOf({ ...filter, code: 'ResourceNotSupported' })).inputs).toEqual(['in/a.wav'])
  expect((await inputsOf({ ...filter, code: 'InvalidArgument' })).inputs).toEqual([])
  expect((await inputsOf({ ...filter, state: 'Submitted', since: at.clock.now() })).inputs).toEqual([
    'in/c.wav',
  ])
  expect((await inputsOf({ ...filter, state: 'Pause' })).inputs).toEqual([])
})

test('nothing is of a bucket, workflow or batch that is not there', async () => {
  for (const filter of [{ bucket: 'none-1250000000' }, { workflow: 'w1' }, { batch: 'b1' }])
    expect(await inputsOf(filter)).toEqual({ inputs: [], next: undefined })
})
