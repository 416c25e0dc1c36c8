import { readFileSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin, askChecked, type AdminAnswer, type AdminRequest } from '../admin-client.ts'
import { ApiDocument } from '../api-document.ts'
import { startReceiver, type CallbackReceiver } from '../callback-receiver.ts'
import { signedRequest, type Answer } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const CI_HOST = `${BUCKET}.ci.${REGION}.myqcloud.com`
const TRACE = '0af7651916cd43dd8448eb211c80319c'

let service: RunningService
let receiver: CallbackReceiver
let document: ApiDocument

beforeAll(async () => {
  receiver = await startReceiver()
  service = await startService({
    settings: {
      LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
      LEMNIS_DENOISE: 'fast',
      // Unset, so that the service makes a key and owns it.
      LEMNIS_WEBHOOK_SECRET: '',
    },
  })
  document = new ApiDocument((await askAdmin(service, '/openapi.json')).body)
  const host = `${BUCKET}.cos.${REGION}.myqcloud.com`
  await signedRequest(service, { method: 'PUT', path: '/in.wav', host, body: noisyTone(1) })
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

/** Asks, and holds the answer against the document of the API. */
function ask(route: string, request: AdminRequest = {}): Promise<AdminAnswer> {
  return askChecked({ service, document }, route, request)
}

function submitJob(headers: Record<string, string>, after = ''): Promise<Answer> {
  const body =
    `<Request><Tag>NoiseReduction</Tag><Input><Object>in.wav</Object></Input><Operation><Output><Region>${REGION}</Region>` +
    `<Bucket>${BUCKET}</Bucket><Object>out.wav</Object></Output></Operation><CallBack>${receiver.url}/</CallBack>${after}</Request>`
  return signedRequest(service, { method: 'POST', path: '/jobs', host: CI_HOST, body, headers })
}

async function runJob(headers: Record<string, string> = {}): Promise<void> {
  const before = receiver.received.length
  await submitJob(headers)
  for (let tries = 0; tries < 300 && receiver.received.length === before; tries += 1) await sleep(100)
}

test(
  'the trace of a submit goes on in its callback, with a span of its own',
  { timeout: 40_000 },
  async () => {
    await runJob({ traceparent: `00-${TRACE}-b7ad6b7169203331-01` })
    expect(receiver.received.at(-1)?.headers['traceparent']).toMatch(
      new RegExp(`^00-${TRACE}-(?!b7ad6b7169203331)[0-9a-f]{16}-01$`),
    )
    await runJob({ traceparent: 'nonsense' })
    expect(receiver.received.at(-1)?.headers['traceparent']).toBeUndefined()
  },
)

test('a queue has a deadline of its own for its callbacks', { timeout: 40_000 }, async () => {
  const { body } = await signedRequest(service, { method: 'GET', path: '/queue', host: CI_HOST })
  const queueId = /<QueueId>([^<]+)/.exec(body)?.[1] ?? ''
  const set = await ask(`/queues/${queueId}`, {
    method: 'PATCH',
    body: { callbackDeadlineMs: 2_000 },
  })
  expect(set).toMatchObject({ status: 200, body: { id: queueId, callbackDeadlineMs: 2_000 } })
  await runJob()
  const { body: listed } = await ask('/callbacks?limit=1')
  expect(listed).toMatchObject({ callbacks: [{ deadlineMs: 2_000, queueId }] })
  const unknown = await ask('/queues/p0', {
    method: 'PATCH',
    body: { callbackDeadlineMs: 2_000 },
  })
  expect(unknown.status).toBe(404)
  const tooLong = await ask(`/queues/${queueId}`, {
    method: 'PATCH',
    body: { callbackDeadlineMs: 60_001 },
  })
  expect(tooLong.status).toBe(400)
})

test('an operator makes a queue, and jobs come to it by its id', { timeout: 40_000 }, async () => {
  const wanted = { bucket: BUCKET, category: 'Transcoding', name: 'night', maxConcurrent: 1, maxSize: 2 }
  const made = await ask('/queues', { method: 'POST', body: wanted })
  const queue = z.object({ id: z.string() }).loose().parse(made.body)
  expect(queue).toMatchObject({ name: 'night', state: 'Active', maxConcurrent: 1, maxSize: 2 })
  await ask(`/queues/${queue.id}`, { method: 'PATCH', body: { state: 'Paused' } })
  const submit = () => submitJob({}, `<QueueId>${queue.id}</QueueId>`)
  for (let count = 0; count < 2; count += 1) expect((await submit()).status).toBe(200)
  expect(await submit()).toMatchObject({ status: 403, code: 'QueueSaturated' })
  const metrics = await fetch(`${service.url}/metrics`, {
    headers: { authorization: `Bearer ${service.adminToken}` },
  })
  expect(await metrics.text()).toMatch(
    new RegExp(`^lemnis_queue_jobs\\{bucket="[\\w-]+",queue="${queue.id}",state="waiting"\\} 2$`, 'm'),
  )
  const { body } = await ask('/queues')
  const { queues } = z.object({ queues: z.array(z.looseObject({ id: z.string() })) }).parse(body)
  const shown = queues.find(({ id }) => id === queue.id)
  expect(shown).toMatchObject({ waiting: 2, running: 0 })
  expect(shown?.['tags']).toEqual(expect.arrayContaining(['NoiseReduction', 'Transcode']))
  expect(shown?.['tags']).not.toContain('PicProcess')
  const nowhere = await ask('/queues', { method: 'POST', body: { ...wanted, bucket: 'none-1' } })
  expect(nowhere.status).toBe(400)
})

test('a rotated key signs beside the one before it', { timeout: 40_000 }, async () => {
  const before = await ask('/secrets')
  expect(before.body).toMatchObject({ owner: 'service', secrets: [{ id: 1, retiresAt: null }] })
  const rotated = await ask('/secrets/rotate', { method: 'POST', body: { overlapHours: 1 } })
  const file = path.join(service.dataDir, 'secrets.env')
  expect(rotated).toMatchObject({ status: 200, body: { retires: [{ id: 1 }], file } })
  const { secret } = z.looseObject({ secret: z.string() }).parse(rotated.body)
  const kept = /^LEMNIS_WEBHOOK_SECRET=(.*)$/m.exec(readFileSync(file, 'utf8'))?.[1]
  expect(kept?.split(',')).toEqual([secret, expect.stringMatching(/^whsec_/)])
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await runJob()
  const signatures = String(receiver.received.at(-1)?.headers['webhook-signature']).split(' ')
  expect(signatures).toHaveLength(2)
  expect(JSON.stringify((await ask('/secrets')).body)).not.toContain('whsec_')
})

test(
  'a start gives all keys that sign, also to one whose shell has sourced older ones',
  { timeout: 60_000 },
  async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-rotated-'))
    const own = { LEMNIS_WEBHOOK_SECRET: '' }
    const kept = () =>
      /^LEMNIS_WEBHOOK_SECRET=(.*)$/m.exec(readFileSync(path.join(dataDir, 'secrets.env'), 'utf8'))?.[1]
    const first = await startService({ dataDir, settings: own })
    const original = kept() ?? ''
    await askAdmin(first, '/secrets/rotate', { method: 'POST', body: {} })
    const rotated = kept()
    await first.stop()
    await rm(path.join(dataDir, 'secrets.env'))
    for (const given of ['', original, rotated ?? '']) {
      await using again = await startService({ dataDir, settings: { LEMNIS_WEBHOOK_SECRET: given } })
      expect(kept()).toBe(rotated)
      expect((await askAdmin(again, '/secrets')).body).toMatchObject({ owner: 'service' })
    }
    await rm(dataDir, { recursive: true })
  },
)

test('keys that the environment names are the operator’s to rotate', { timeout: 40_000 }, async () => {
  await using other = await startService({
    settings: { LEMNIS_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}` },
  })
  const rotated = await askAdmin(other, '/secrets/rotate', { method: 'POST', body: {} })
  expect(rotated).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } })
})
