import { expect, test } from 'vitest'
import { ofBucket, ofOrigin } from '../../scope.ts'
import { Scheduler, type SchedulerLimits, type Slot } from './scheduler.ts'

const limits = { fast: 4, slow: 8, perEndpoint: 2, perSlowEndpoint: 1 }

/** Each name is a host, or a host and a bucket: `a/other`. */
function schedulerWith(names: readonly string[], changed: Partial<SchedulerLimits> = {}): Scheduler {
  const scheduler = new Scheduler({ ...limits, ...changed })
  names.forEach((name, at) => {
    const [endpoint = '', bucketName = 'media'] = name.split('/')
    scheduler.add({ endpoint, bucketName, callbackId: at, dueAt: 0, attempts: 0, failures: 0 })
  })
  return scheduler
}

const A = ofOrigin({ endpoint: 'a' })

function takeAll(scheduler: Scheduler): Slot[] {
  const slots: Slot[] = []
  for (let slot = scheduler.take(); slot; slot = scheduler.take()) slots.push(slot)
  return slots
}

const hostsOf = (slots: readonly Slot[]): string[] => slots.map(({ due }) => due.endpoint)

test('endpoints take turns, up to a cap for each and one for all', () => {
  const scheduler = schedulerWith(['a', 'a', 'a', 'a', 'b', 'c', 'c'])
  expect(hostsOf(takeAll(scheduler))).toEqual(['a', 'b', 'c', 'a'])
})

test('a slot that is freed goes to the next callback, in the order of the queue', () => {
  const scheduler = schedulerWith(['a', 'a', 'a', 'a'])
  const [first] = takeAll(scheduler)
  first?.free()
  first?.free()
  expect(takeAll(scheduler).map(({ due }) => due.callbackId)).toEqual([2])
})

test('requests that hang free their fast slots, and their endpoint is held to its cap', () => {
  const scheduler = schedulerWith(['a', 'a', 'a', 'b', 'b', 'b', 'c'], { perEndpoint: 3 })
  takeAll(scheduler).forEach((slot) => slot.markSlow())
  expect(hostsOf(takeAll(scheduler))).toEqual(['b'])
})

test('while most slow slots are used, a slow endpoint keeps fewer slots', () => {
  const scheduler = schedulerWith(['a', 'a', 'a', 'b'], { fast: 2, slow: 2, perEndpoint: 3 })
  const [hangs, other] = takeAll(scheduler)
  hangs?.markSlow()
  const [second] = takeAll(scheduler)
  other?.markSlow()
  second?.free()
  expect(takeAll(scheduler)).toEqual([])
  hangs?.free()
  expect(hostsOf(takeAll(scheduler))).toEqual(['a'])
})

test('when all slow slots are used, slow requests keep their fast slots', () => {
  const scheduler = schedulerWith(['a', 'b', 'c', 'd'], { fast: 2, slow: 1 })
  takeAll(scheduler).forEach((slot) => slot.markSlow())
  const third = takeAll(scheduler)
  expect(hostsOf(third)).toEqual(['c'])
  third.forEach((slot) => slot.markSlow())
  expect(takeAll(scheduler)).toEqual([])
})

test('an endpoint that was blocked restarts with one request at a time, and doubles with each success', () => {
  const scheduler = schedulerWith(
    Array.from({ length: 20 }, (_, at) => `a/${at}`),
    { perEndpoint: 4, fast: 10 },
  )
  scheduler.block(A)
  expect(takeAll(scheduler)).toEqual([])
  scheduler.unblock(A)
  const counts: number[] = []
  for (let round = 0; round < 4; round += 1) {
    const slots = takeAll(scheduler)
    counts.push(slots.length)
    for (const slot of slots) slot.free()
    scheduler.rampUp(A)
  }
  expect(counts).toEqual([1, 2, 4, 4])
})

test('the waiting callbacks of an endpoint can be removed, and requests in flight go on', () => {
  const scheduler = schedulerWith(['a', 'a', 'a', 'b'])
  const [running] = takeAll(scheduler)
  expect(scheduler.drop(A).map(({ callbackId }) => callbackId)).toEqual([2])
  running?.free()
  expect(takeAll(scheduler)).toEqual([])
})

const bucketsOf = (slots: readonly Slot[]): string[] => slots.map(({ due }) => due.bucketName)

test('buckets take turns at an endpoint, and a long queue of one leaves the other its share', () => {
  const many = Array.from({ length: 30 }, () => 'a/other')
  const scheduler = schedulerWith([...many, 'a/media', 'a/media', 'a/media'], { perEndpoint: 4, fast: 10 })
  expect(bucketsOf(takeAll(scheduler))).toEqual(['other', 'media', 'other', 'media'])
})

test('the last slot of an endpoint never goes to a bucket whose requests hang', () => {
  const scheduler = schedulerWith(['a/other', 'a/other'], { perEndpoint: 3 })
  takeAll(scheduler).forEach((slot) => slot.markSlow())
  scheduler.add({ endpoint: 'a', bucketName: 'other', callbackId: 8, dueAt: 0, attempts: 0, failures: 0 })
  expect(takeAll(scheduler)).toEqual([])
  scheduler.add({ endpoint: 'a', bucketName: 'media', callbackId: 9, dueAt: 0, attempts: 0, failures: 0 })
  expect(bucketsOf(takeAll(scheduler))).toEqual(['media'])
})

test('a slot that is freed goes to the bucket that has less than its share', () => {
  const scheduler = schedulerWith(['a/other', 'a/other', 'a/other', 'a/other', 'a/other'], { perEndpoint: 4 })
  const [first, second, third] = takeAll(scheduler)
  for (const callbackId of [7, 8, 9])
    scheduler.add({ endpoint: 'a', bucketName: 'media', callbackId, dueAt: 0, attempts: 0, failures: 0 })
  const next = [first, second, third].flatMap((slot) => {
    slot?.free()
    return bucketsOf(takeAll(scheduler))
  })
  expect(next).toEqual(['media', 'media', 'other'])
})

test('a bucket is blocked, starts slowly and is emptied by itself', () => {
  const scheduler = schedulerWith(['a/other', 'a/other', 'a/other', 'a/media', 'a/media'], {
    perEndpoint: 8,
    fast: 20,
  })
  const other = ofBucket({ endpoint: 'a', bucketName: 'other' })
  scheduler.block(other)
  expect(bucketsOf(takeAll(scheduler))).toEqual(['media', 'media'])
  scheduler.unblock(other)
  const [probe] = takeAll(scheduler)
  expect(probe?.due.bucketName).toBe('other')
  expect(takeAll(scheduler)).toEqual([])
  expect(scheduler.drop(other)).toHaveLength(2)
})

test('after an outage of an endpoint its probes come from one bucket after the other', () => {
  const scheduler = schedulerWith(['a/other', 'a/other', 'a/other', 'a/media', 'a/media', 'a/third'], {
    fast: 20,
  })
  const probed: string[] = []
  for (let probe = 0; probe < 4; probe += 1) {
    scheduler.block(A)
    expect(takeAll(scheduler)).toEqual([])
    scheduler.unblock(A)
    const slots = takeAll(scheduler)
    probed.push(...bucketsOf(slots))
    for (const slot of slots) slot.free()
  }
  expect(probed).toEqual(['other', 'media', 'third', 'other'])
})
