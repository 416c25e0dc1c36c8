import { expect, test } from 'vitest'
import { ofBucket, ofOrigin } from '../scope.ts'
import { Lanes, type LaneLimits, type Slot } from './lanes.ts'

const limits = { fast: 4, slow: 8, perEndpoint: 2, perSlowEndpoint: 1 }

/** Each name is a host, or a host and a bucket: `a/other`. */
function lanesWith(names: readonly string[], changed: Partial<LaneLimits> = {}): Lanes {
  const lanes = new Lanes({ ...limits, ...changed })
  names.forEach((name, at) => {
    const [endpoint = '', bucketName = 'media'] = name.split('/')
    lanes.add({ endpoint, bucketName, callbackId: at, dueAt: 0, attempts: 0, failures: 0 })
  })
  return lanes
}

const A = ofOrigin({ endpoint: 'a' })

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
  const lanes = lanesWith(['a', 'a', 'a', 'b', 'b', 'b', 'c'], { perEndpoint: 3 })
  takeAll(lanes).forEach((slot) => slot.slowDown())
  expect(hostsOf(takeAll(lanes))).toEqual(['b'])
})

test('while the slow lane is crowded a slow endpoint keeps fewer places', () => {
  const lanes = lanesWith(['a', 'a', 'a', 'b'], { fast: 2, slow: 2, perEndpoint: 3 })
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
    Array.from({ length: 20 }, (_, at) => `a/${at}`),
    { perEndpoint: 4, fast: 10 },
  )
  lanes.close(A)
  expect(takeAll(lanes)).toEqual([])
  lanes.reopen(A)
  const counts: number[] = []
  for (let round = 0; round < 4; round += 1) {
    const slots = takeAll(lanes)
    counts.push(slots.length)
    for (const slot of slots) slot.free()
    lanes.trustMore(A)
  }
  expect(counts).toEqual([1, 2, 4, 4])
})

test('what waits for an endpoint can be taken out, and what runs goes on', () => {
  const lanes = lanesWith(['a', 'a', 'a', 'b'])
  const [running] = takeAll(lanes)
  expect(lanes.drop(A).map(({ callbackId }) => callbackId)).toEqual([2])
  running?.free()
  expect(takeAll(lanes)).toEqual([])
})

const bucketsOf = (slots: readonly Slot[]): string[] => slots.map(({ due }) => due.bucketName)

test('buckets take turns at an endpoint, and a long queue of one costs the other nothing but its share', () => {
  const many = Array.from({ length: 30 }, () => 'a/other')
  const lanes = lanesWith([...many, 'a/media', 'a/media', 'a/media'], { perEndpoint: 4, fast: 10 })
  expect(bucketsOf(takeAll(lanes))).toEqual(['other', 'media', 'other', 'media'])
})

test('the last place of an endpoint is never of a bucket whose requests hang', () => {
  const lanes = lanesWith(['a/other', 'a/other'], { perEndpoint: 3 })
  takeAll(lanes).forEach((slot) => slot.slowDown())
  lanes.add({ endpoint: 'a', bucketName: 'other', callbackId: 8, dueAt: 0, attempts: 0, failures: 0 })
  expect(takeAll(lanes)).toEqual([])
  lanes.add({ endpoint: 'a', bucketName: 'media', callbackId: 9, dueAt: 0, attempts: 0, failures: 0 })
  expect(bucketsOf(takeAll(lanes))).toEqual(['media'])
})

test('a place that is freed goes to the bucket that has less than its share', () => {
  const lanes = lanesWith(['a/other', 'a/other', 'a/other', 'a/other', 'a/other'], { perEndpoint: 4 })
  const [first, second, third] = takeAll(lanes)
  for (const callbackId of [7, 8, 9])
    lanes.add({ endpoint: 'a', bucketName: 'media', callbackId, dueAt: 0, attempts: 0, failures: 0 })
  const next = [first, second, third].flatMap((slot) => {
    slot?.free()
    return bucketsOf(takeAll(lanes))
  })
  expect(next).toEqual(['media', 'media', 'other'])
})

test('a bucket is closed, comes back slowly and is emptied by itself', () => {
  const lanes = lanesWith(['a/other', 'a/other', 'a/other', 'a/media', 'a/media'], {
    perEndpoint: 8,
    fast: 20,
  })
  const other = ofBucket({ endpoint: 'a', bucketName: 'other' })
  lanes.close(other)
  expect(bucketsOf(takeAll(lanes))).toEqual(['media', 'media'])
  lanes.reopen(other)
  const [probe] = takeAll(lanes)
  expect(probe?.due.bucketName).toBe('other')
  expect(takeAll(lanes)).toEqual([])
  expect(lanes.drop(other)).toHaveLength(2)
})

test('after an outage of an endpoint its probes are of one bucket after the other', () => {
  const lanes = lanesWith(['a/other', 'a/other', 'a/other', 'a/media', 'a/media', 'a/third'], { fast: 20 })
  const probed: string[] = []
  for (let probe = 0; probe < 4; probe += 1) {
    lanes.close(A)
    expect(takeAll(lanes)).toEqual([])
    lanes.reopen(A)
    const slots = takeAll(lanes)
    probed.push(...bucketsOf(slots))
    for (const slot of slots) slot.free()
  }
  expect(probed).toEqual(['other', 'media', 'third', 'other'])
})
