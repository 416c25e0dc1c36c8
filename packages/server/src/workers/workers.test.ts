import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../db/testing/test-database.ts'
import { deleteLostWorkers, deleteWorker, listWorkers, saveHeartbeat, type WorkerFacts } from './store.ts'

let at: TestDatabase
beforeEach(async () => {
  at = await openTestDatabase()
})
afterEach(() => at[Symbol.asyncDispose]())

const worker = (name: string, more: Partial<WorkerFacts> = {}): WorkerFacts => ({
  ...{ name, version: '1.2.3', startedAt: 1, places: 4, queues: undefined },
  ...more,
})
const beat = (facts: WorkerFacts, seenAt: number): Promise<void> =>
  at.db.transact((tx) => saveHeartbeat(tx, facts, seenAt))

test('a worker is one row, as it was when it was last seen', async () => {
  await beat(worker('b/1', { queues: ['night'] }), 10)
  await beat(worker('a/1'), 20)
  await beat(worker('b/1', { version: '1.3.0', startedAt: 15, queues: ['night', 'day'] }), 30)
  expect(await listWorkers(at.db.reader)).toEqual([
    { ...worker('a/1'), seenAt: 20 },
    { ...worker('b/1', { version: '1.3.0', startedAt: 15, queues: ['night', 'day'] }), seenAt: 30 },
  ])
})

test('one that stops is gone at once, and one that is not seen any more after a while', async () => {
  await beat(worker('a/1'), 10)
  await beat(worker('b/1'), 20)
  await beat(worker('c/1'), 30)
  await at.db.transact((tx) => deleteWorker(tx, 'c/1'))
  await at.db.transact((tx) => deleteLostWorkers(tx, 20))
  expect((await listWorkers(at.db.reader)).map(({ name }) => name)).toEqual(['b/1'])
})
