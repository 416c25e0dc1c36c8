import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Claim } from './claim.ts'
import { findJobs } from '../jobs/read-jobs.ts'
import { reclaimAll, reclaimExpired } from './reclaim.ts'
import { claimOne, finishOne, openTestEngine, submitOne, type TestEngine } from '../testing/test-engine.ts'

let at: TestEngine

beforeEach(async () => {
  at = await openTestEngine()
})

afterEach(async () => {
  await at[Symbol.asyncDispose]()
})

async function claimed(): Promise<Claim> {
  const claim = await claimOne(at.engine)
  if (!claim) throw new Error('nothing to claim')
  return claim
}

const shown = async (id: string) => (await findJobs(at.engine.db.reader, at.bucket.id, [id])).at(0)

test('a worker that vanishes uses up no try: the job still has all of them', async () => {
  const { id } = await submitOne(at)
  for (let loss = 0; loss < 10; loss += 1) {
    expect((await claimed()).job.tries).toBe(1)
    expect(await reclaimAll(at.engine)).toBe(1)
  }
  const broken = { kind: 'broken', message: 'the child crashed.' } as const
  expect(await finishOne(at.engine, await claimed(), broken)).toBe('requeued')
  expect((await shown(id))?.state).toBe('Submitted')
})

test('a job that takes its worker down each time is given up in the end, and says why', async () => {
  const { id } = await submitOne(at)
  for (let loss = 0; loss < 100; loss += 1) {
    await claimed()
    await reclaimAll(at.engine)
  }
  expect(await shown(id)).toMatchObject({
    state: 'Failed',
    code: 'InternalError',
    message: 'The worker that ran the job was lost 100 times.',
  })
})

test('a lease stands to its last millisecond', async () => {
  await submitOne(at)
  await claimed()
  at.clock.advance(at.engine.leaseMs)
  expect(await reclaimExpired(at.engine)).toBe(0)
  at.clock.advance(1)
  expect(await reclaimExpired(at.engine)).toBe(1)
})
