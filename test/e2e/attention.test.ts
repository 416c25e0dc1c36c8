import { z } from 'zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attentionSchema, type FindingJson } from '../../packages/server/src/api-schemas/attention.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin } from '../admin-client.ts'

const BUCKET = 'media-1250000000'
/** Nothing listens there. */
const CLOSED = 'http://127.0.0.1:1'

let service: RunningService

beforeAll(async () => {
  const settings = { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou`, LEMNIS_CALLBACK_RETRIES: '1' }
  service = await startService({ settings })
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

async function ask(route: string, body?: object, method?: 'PATCH'): Promise<unknown> {
  const answer = await askAdmin(service, route, { ...(body && { body }), ...(method && { method }) })
  expect(answer.status).toBe(200)
  return answer.body
}

async function findings(): Promise<readonly FindingJson[]> {
  return attentionSchema.parse(await ask('/attention')).findings
}

/** Waits until there are so many findings of a kind, and returns them. */
async function untilFound(kind: string, count: number): Promise<readonly FindingJson[]> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = (await findings()).filter((one) => one.kind === kind)
    if (found.length === count) return found
    await sleep(100)
  }
  throw new Error(`there are not ${count} findings of the kind ${kind}`)
}

const submit = (): Promise<unknown> =>
  ask('/jobs', {
    bucket: BUCKET,
    request: { Tag: 'MediaInfo', Input: { Object: 'in/none.wav' }, CallBack: `${CLOSED}/cb?token=hidden` },
  })

async function queueOf(category: string): Promise<string> {
  const shape = z.object({ queues: z.array(z.object({ id: z.string(), category: z.string() })) })
  const { queues } = shape.parse(await ask('/queues'))
  return queues.find((queue) => queue.category === category)?.id ?? ''
}

test('a callback that was given up is found until it is confirmed', { timeout: 60_000 }, async () => {
  await submit()
  expect(await untilFound('callbacks_dead', 1)).toMatchObject([{ severity: 'warning', count: 1, name: null }])
  const shape = z.object({ callbacks: z.array(z.object({ id: z.string() })) })
  const { callbacks } = shape.parse(await ask('/callbacks?state=dead'))
  await ask('/callbacks/confirm', { ids: callbacks.map(({ id }) => id) })
  await untilFound('callbacks_dead', 0)
})

test('a receiver that fails is found with its error, without its path', { timeout: 60_000 }, async () => {
  await submit()
  const failing = await untilFound('receiver_failing', 1)
  expect(failing).toMatchObject([{ name: CLOSED, bucket: null, severity: 'warning' }])
  expect(failing[0]?.reason).toContain('ECONNREFUSED')
  expect(failing[0]?.waiting).not.toBeNull()
  expect(JSON.stringify(failing)).not.toContain('hidden')
})

test('a paused queue is found while jobs wait in it', { timeout: 60_000 }, async () => {
  const queue = await queueOf('Transcoding')
  await ask(`/queues/${queue}`, { state: 'Paused' }, 'PATCH')
  await untilFound('queue_paused', 0)
  await submit()
  expect(await untilFound('queue_paused', 1)).toMatchObject([{ name: queue, count: 1 }])
  await ask(`/queues/${queue}`, { state: 'Active' }, 'PATCH')
  await untilFound('queue_paused', 0)
})

test('a parked receiver is found without its path until it is resumed', { timeout: 60_000 }, async () => {
  const scope = {
    endpoint: `${CLOSED}/cb?token=hidden`,
    bucket: BUCKET,
    address: `${CLOSED}/cb?token=hidden`,
  }
  await ask('/endpoints/park', { ...scope, reason: 'moves' })
  const parked = await untilFound('receiver_parked', 1)
  expect(parked).toMatchObject([{ name: CLOSED, severity: 'warning' }])
  expect(JSON.stringify(parked)).not.toContain('hidden')
  await ask('/endpoints/resume', scope)
  await untilFound('receiver_parked', 0)
})
