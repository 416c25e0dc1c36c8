import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { changesSchema } from '../../packages/server/src/api-schemas/events.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin } from '../admin-client.ts'
import { openEventStream, type ServerSentEvent } from '../event-stream.ts'

const BUCKET = 'media-1250000000'

let service: RunningService

beforeAll(async () => {
  service = await startService({ settings: { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou` } })
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

async function submit(): Promise<string> {
  const request = { Tag: 'MediaInfo', Input: { Object: 'in/none.mp3' } }
  const { body } = await askAdmin(service, '/jobs', { body: { bucket: BUCKET, request } })
  return z.object({ jobs: z.array(z.object({ id: z.string() })) }).parse(body).jobs[0]?.id ?? ''
}

/** Whether an event says that the job is in the state. */
const tells =
  (id: string, state: string) =>
  ({ event, data }: ServerSentEvent): boolean =>
    event === 'changes' &&
    changesSchema.parse(data).jobs?.changed.some((job) => job.id === id && job.state === state) === true

test('a stream tells what becomes of a job', async () => {
  await using stream = await openEventStream(service)
  expect(await stream.next()).toMatchObject({ event: 'ready', data: { isResumed: false } })
  const id = await submit()
  await stream.until(tells(id, 'Failed'))
})

test('a stream goes on after the last event that its client has seen', async () => {
  let seen: string
  {
    await using stream = await openEventStream(service)
    seen = (await stream.next()).id
  }
  const id = await submit()
  {
    await using other = await openEventStream(service)
    await other.until(tells(id, 'Failed'))
  }
  await using resumed = await openEventStream(service, { 'last-event-id': seen })
  expect(await resumed.next()).toEqual({ event: 'ready', id: seen, data: { isResumed: true } })
  await resumed.until(tells(id, 'Failed'))
  await using unknown = await openEventStream(service, { 'last-event-id': 'abc-1' })
  expect(await unknown.next()).toMatchObject({ event: 'ready', data: { isResumed: false } })
})

test('a stream needs a token, and ends when the service stops', async () => {
  expect((await askAdmin(service, '/events', { token: '' })).status).toBe(401)
  await using stream = await openEventStream(service)
  await stream.next()
  const stopped = performance.now()
  expect(await service.stop()).toBe(0)
  expect(performance.now() - stopped).toBeLessThan(10_000)
  await expect(stream.until(() => false)).rejects.toThrow('the stream ended')
})
