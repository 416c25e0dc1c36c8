import { afterEach, beforeEach, expect, test } from 'vitest'
import { openTestDatabase, type TestDatabase } from '../../db/testing/test-database.ts'
import { attemptId, insertAttempt, insertCallback } from '../store.ts'
import type { CallbackAttemptRow } from '../tables.ts'
import { readRecentAttempts } from './recent-attempts.ts'

let at: TestDatabase

beforeEach(async () => {
  at = await openTestDatabase()
  await at.db.transact(async (tx) => {
    for (const [index, bucketName] of ['a-1250000000', 'a-1250000000', 'b-1250000000'].entries())
      await insertCallback(tx, {
        ...{ webhookId: `msg_${index + 1}`, jobId: `j${index}`, bucketName, queueId: 'p1' },
        ...{ tag: 'NoiseReduction', event: 'TaskFinish', url: `http://127.0.0.1:9/${index}` },
        ...{ contentType: 'application/xml', deadlineMs: 15_000, traceparent: null },
        ...{ body: Buffer.from('<a/>'), createdAt: 1 },
      })
  })
})

afterEach(() => at[Symbol.asyncDispose]())

const attempt = (callback: number, number: number, change: Partial<CallbackAttemptRow>) =>
  at.db.transact((tx) =>
    insertAttempt(tx, {
      ...{ id: attemptId(callback, number), started_at: 100 * number, duration_ms: 5 },
      ...{ dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null },
      ...{ outcome: 'retry', cause: 'connect', detail: 'refused', status: null, peer: null },
      ...{ request_headers: null, response_headers: null, response_body: null },
      ...change,
    }),
  )

test('each origin and each bucket there says how its attempts went, and the last error', async () => {
  await attempt(1, 1, {})
  await attempt(1, 2, { cause: 'timeout', detail: 'too slow' })
  await attempt(1, 3, { outcome: 'delivered', cause: null, detail: null })
  await attempt(3, 4, { outcome: 'delivered', cause: null, detail: null })
  const recent = await readRecentAttempts(at.db.reader, 200)
  expect([...recent.keys()].toSorted()).toEqual([
    'http://127.0.0.1:9',
    'http://127.0.0.1:9\na-1250000000',
    'http://127.0.0.1:9\nb-1250000000',
  ])
  expect(recent.get('http://127.0.0.1:9')).toMatchObject({ attempts: 3, delivered: 2 })
  expect(recent.get('http://127.0.0.1:9\na-1250000000')).toMatchObject({
    attempts: 2,
    delivered: 1,
    lastDeliveredAt: 300,
    lastError: { at: 200, cause: 'timeout', detail: 'too slow', status: null },
  })
  expect(recent.get('http://127.0.0.1:9\nb-1250000000')?.lastError).toBeUndefined()
})
