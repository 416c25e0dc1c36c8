import { expect, test } from 'vitest'
import { dequeue, enqueue, findQueuedCallbacks, findQueueEntry, shiftQueue } from './store.ts'
import { db, queue, waiting } from './testing/test-sender.ts'

/** The entry of the only callback, as it was read before somebody noted another attempt under the same time. */
async function staleEntry() {
  await queue('http://app.example/cb')
  const entry = await findQueueEntry(db.reader, 1)
  if (!entry) throw new Error('nothing is queued')
  await db.transact(async (tx) => {
    await dequeue(tx, entry)
    await enqueue(tx, { ...entry, attempts: 1 })
  })
  return entry
}

test('an entry that has another attempt by now is not taken out of the queue', async () => {
  const stale = await staleEntry()
  expect(await db.transact((tx) => dequeue(tx, stale))).toBe(false)
  expect(await findQueueEntry(db.reader, 1)).toEqual({ ...stale, attempts: 1 })
})

test('a callback is read to be sent only for its entry as it is', async () => {
  const stale = await staleEntry()
  expect(await findQueuedCallbacks(db.reader, [stale])).toEqual(new Map())
  const found = await findQueuedCallbacks(db.reader, [{ ...stale, attempts: 1 }])
  expect([...found.keys()]).toEqual([1])
})

test('with the clock goes back what waits for its time, and not what is due and may be under way', async () => {
  const now = 1_000_000
  for (const createdAt of [now - 1, now, now + 1]) await queue('http://app.example/cb', 'x', { createdAt })
  await db.transact((tx) => shiftQueue(tx, { ms: 500, now }))
  const left = (await waiting()).toSorted((one, other) => one.callback_id - other.callback_id)
  expect(left.map((entry) => entry.due_at)).toEqual([now - 1, now, now - 499])
})
