import { expect, test } from 'vitest'
import { Notifier } from './wait.ts'

const never = new AbortController().signal

/** How long `work` takes, ms. */
async function timeOf(work: Promise<void>): Promise<number> {
  const begun = performance.now()
  await work
  return performance.now() - begun
}

test('a notification while nobody waits ends the next wait at once, and no other', async () => {
  const notifier = new Notifier()
  notifier.notify()
  expect(await timeOf(notifier.wait(60_000, never))).toBeLessThan(10_000)
  expect(await timeOf(notifier.wait(50, never))).toBeGreaterThan(45)
})
