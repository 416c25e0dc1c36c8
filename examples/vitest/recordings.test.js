import { startLemnis } from '@lemnis/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { loudness, noise } from './noise.js'
import { Recordings } from './recordings.js'

let lemnis
let recordings

beforeAll(async () => {
  lemnis = await startLemnis()
  const { bucket, region, sdkOptions } = lemnis
  recordings = new Recordings({ bucket, region, callback: 'https://api.example.com/ci', ...sdkOptions })
})
beforeEach(() => lemnis.clearCallbacks())
afterAll(() => lemnis.stop())

test('a noisy recording comes back quiet', async () => {
  const noisy = noise(2)
  await recordings.upload('in/fan.wav', noisy)
  const jobId = await recordings.clean('in/fan.wav', 'out/fan.wav')
  const { callback } = await lemnis.waitForCallback({ jobId })
  expect(callback.JobsDetail[0]).toMatchObject({
    State: 'Success',
    Operation: { Output: { Object: 'out/fan.wav' } },
  })
  const clean = await recordings.download('out/fan.wav')
  expect(loudness(clean)).toBeLessThan(loudness(noisy) / 4)
})

test('a recording that is not there fails with a code', async () => {
  const jobId = await recordings.clean('in/nothing.wav', 'out/nothing.wav')
  const { callback } = await lemnis.waitForCallback({ jobId, state: 'Failed' })
  expect(callback.JobsDetail[0].Code).not.toBe('Success')
})

test('a callback that is not acknowledged comes again with the same id', async () => {
  lemnis.failNext(2, { status: 500 })
  const jobId = await recordings.clean('in/nothing.wav', 'out/nothing.wav')
  const { id } = await lemnis.waitForCallback({ jobId })
  expect(lemnis.callbacks().map((attempt) => [attempt.id, attempt.status])).toEqual([
    [id, 500],
    [id, 500],
    [id, 200],
  ])
})
