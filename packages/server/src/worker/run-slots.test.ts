import { expect, test } from 'vitest'
import { RunSlots } from './run-slots.ts'

test('after an outage jobs run one at a time, and each that goes well doubles their number up to all', () => {
  const slots = new RunSlots(5)
  expect(slots.free).toBe(5)
  slots.startOver()
  const free: number[] = []
  for (let job = 0; job < 4; job += 1) {
    free.push(slots.free)
    slots.take().leave(true)
  }
  expect([...free, slots.free]).toEqual([1, 2, 4, 5, 5])
})

test('a job that goes wrong makes no further slot', () => {
  const slots = new RunSlots(4)
  slots.startOver()
  slots.take().leave(false)
  expect(slots.free).toBe(1)
})

test('jobs that were there before an outage keep their slots, and others wait for them', () => {
  const slots = new RunSlots(4)
  const [one, other] = [slots.take(), slots.take()]
  slots.startOver()
  expect(slots.free).toBe(0)
  one.leave(false)
  expect(slots.free).toBe(0)
  other.leave(false)
  expect(slots.free).toBe(1)
})

test('a job was alone only if no other ran at any time of it', () => {
  const slots = new RunSlots(2)
  const first = slots.take()
  expect(first.wasAlone).toBe(true)
  const second = slots.take()
  second.leave(true)
  expect([first.wasAlone, second.wasAlone]).toEqual([false, false])
  first.leave(true)
  expect(slots.take().wasAlone).toBe(true)
})
