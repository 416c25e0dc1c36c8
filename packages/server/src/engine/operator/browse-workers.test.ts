import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveHeartbeat, type WorkerFacts } from '../../workers/store.ts'
import { openTestEngine, submitOne, type TestEngine } from '../testing/test-engine.ts'
import { claimJobs } from '../work/claim.ts'
import { browseWorkers } from './browse-workers.ts'

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

const facts = (name: string): WorkerFacts => ({
  ...{ name, version: '1.2.3', startedAt: 1, places: 4, queues: undefined },
})

const browse = (own?: WorkerFacts) => browseWorkers(at.engine.db.reader, { own, now: at.clock.now() })

test('each worker has the jobs that it runs, and no others', async () => {
  const jobs = [await submitOne(at), await submitOne(at)]
  await claimJobs(at.engine, { limit: 1, worker: 'a/1' })
  for (const name of ['a/1', 'b/2'])
    await at.engine.db.transact((tx) => saveHeartbeat(tx, facts(name), at.clock.now()))
  expect(await browse()).toMatchObject([
    {
      ...{ name: 'a/1', isLost: false },
      jobs: [{ id: jobs[0]?.id, bucket: at.bucket.name, tag: 'NoiseReduction', progress: 0 }],
    },
    { name: 'b/2', jobs: [] },
  ])
})

test('one that is not seen any more is lost, and the one of this process never', async () => {
  await at.engine.db.transact((tx) => saveHeartbeat(tx, facts('a/1'), at.clock.now()))
  at.clock.advance(60_000)
  expect(await browse(facts('own/3'))).toMatchObject([
    { name: 'a/1', isLost: true },
    { name: 'own/3', isLost: false },
  ])
  expect(await browse(facts('a/1'))).toMatchObject([{ name: 'a/1', isLost: false }])
})
