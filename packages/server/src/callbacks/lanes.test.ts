import { expect, test } from 'vitest'
import { Lanes, type LaneLimits, type Slot } from './lanes.ts'

const limits = { fast: 4, slow: 8, perEndpoint: 2, perSlowEndpoint: 1 }

function lanesWith(hosts: readonly string[], changed: Partial<LaneLimits> = {}): Lanes {
  const lanes = new Lanes({ ...limits, ...changed })
  hosts.forEach((host, at) => {
    lanes.add({ endpoint: host, callbackId: at, dueAt: 0, attempts: 0, failures: 0 })
  })
  return lanes
}

function takeAll(lanes: Lanes): Slot[] {
  const slots: Slot[] = []
  for (let slot = lanes.take(); slot; slot = lanes.take()) slots.push(slot)
  return slots
}

const hostsOf = (slots: readonly Slot[]): string[] => slots.map(({ due }) => due.endpoint)

test('endpoints take turns, up to a cap for each and one for all', () => {
  const lanes = lanesWith(['a', 'a', 'a', 'a', 'b', 'c', 'c'])
  expect(hostsOf(takeAll(lanes))).toEqual(['a', 'b', 'c', 'a'])
})

test('a place that is freed goes to whoever waits, in the order of the queue', () => {
  const lanes = lanesWith(['a', 'a', 'a', 'a'])
  const [first] = takeAll(lanes)
  first?.free()
  first?.free()
  expect(takeAll(lanes).map(({ due }) => due.callbackId)).toEqual([2])
})

test('requests that hang leave their places to others, and their endpoint is held to its cap', () => {
  const lanes = lanesWith(['a', 'a', 'a', 'b', 'b', 'b', 'c'])
  takeAll(lanes).forEach((slot) => slot.slowDown())
  expect(hostsOf(takeAll(lanes))).toEqual(['b'])
})

test('while the slow lane is crowded a slow endpoint keeps fewer places', () => {
  const lanes = lanesWith(['a', 'a', 'a', 'b'], { fast: 2, slow: 2 })
  const [hangs, other] = takeAll(lanes)
  hangs?.slowDown()
  const [second] = takeAll(lanes)
  other?.slowDown()
  second?.free()
  expect(takeAll(lanes)).toEqual([])
  hangs?.free()
  expect(hostsOf(takeAll(lanes))).toEqual(['a'])
})

test('when the slow lane is full, slow requests keep their places', () => {
  const lanes = lanesWith(['a', 'b', 'c', 'd'], { fast: 2, slow: 1 })
  takeAll(lanes).forEach((slot) => slot.slowDown())
  const third = takeAll(lanes)
  expect(hostsOf(third)).toEqual(['c'])
  third.forEach((slot) => slot.slowDown())
  expect(takeAll(lanes)).toEqual([])
})

test('an endpoint that was closed comes back one request at a time, and with each success with twice as many', () => {
  const lanes = lanesWith(
    Array.from({ length: 20 }, () => 'a'),
    { perEndpoint: 4, fast: 10 },
  )
  lanes.close('a')
  expect(takeAll(lanes)).toEqual([])
  lanes.reopen('a')
  const counts: number[] = []
  for (let round = 0; round < 4; round += 1) {
    const slots = takeAll(lanes)
    counts.push(slots.length)
    for (const slot of slots) slot.free()
    lanes.trustMore('a')
  }
  expect(counts).toEqual([1, 2, 4, 4])
})

test('what waits for an endpoint can be taken out, and what runs goes on', () => {
  const lanes = lanesWith(['a', 'a', 'a', 'b'])
  const [running] = takeAll(lanes)
  expect(lanes.drop('a').map(({ callbackId }) => callbackId)).toEqual([2])
  running?.free()
  expect(takeAll(lanes)).toEqual([])
})
