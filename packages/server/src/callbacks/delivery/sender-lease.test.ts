import { expect, test } from 'vitest'
import { ManualClock } from '../../base/manual-clock.ts'
import { db } from '../testing/test-sender.ts'
import { SenderLease } from './sender-lease.ts'

test('one of two processes sends, and the other one from the end of its lease on', async () => {
  const clock = new ManualClock()
  const [first, second] = ['first', 'second'].map(
    (holder) => new SenderLease({ db, clock, holder, soleProcess: false }),
  )
  expect(await first?.acquire()).toBe(true)
  expect(await second?.acquire()).toBe(false)
  clock.advance(6_000)
  expect(await second?.acquire()).toBe(false)
  clock.advance(1)
  expect(await second?.acquire()).toBe(true)
  expect(await first?.acquire()).toBe(false)
  await second?.release()
  expect(await first?.acquire()).toBe(true)
})
