import { expect, test } from 'vitest'
import { Places } from './places.ts'

test('after an outage jobs run one at a time, and each that goes well doubles their number up to all', () => {
  const places = new Places(5)
  expect(places.free).toBe(5)
  places.startOver()
  const free: number[] = []
  for (let job = 0; job < 4; job += 1) {
    free.push(places.free)
    places.take().leave(true)
  }
  expect([...free, places.free]).toEqual([1, 2, 4, 5, 5])
})

test('a job that goes wrong makes no further place', () => {
  const places = new Places(4)
  places.startOver()
  places.take().leave(false)
  expect(places.free).toBe(1)
})

test('jobs that were there before an outage keep their places, and others wait for them', () => {
  const places = new Places(4)
  const [one, other] = [places.take(), places.take()]
  places.startOver()
  expect(places.free).toBe(0)
  one.leave(false)
  expect(places.free).toBe(0)
  other.leave(false)
  expect(places.free).toBe(1)
})

test('a job was alone only if no other ran at any time of it', () => {
  const places = new Places(2)
  const first = places.take()
  expect(first.wasAlone).toBe(true)
  const second = places.take()
  second.leave(true)
  expect([first.wasAlone, second.wasAlone]).toEqual([false, false])
  first.leave(true)
  expect(places.take().wasAlone).toBe(true)
})
