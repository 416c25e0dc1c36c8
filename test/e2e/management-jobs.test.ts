import { z } from 'zod'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin, askChecked, type AdminAnswer, type AdminRequest } from '../admin-client.ts'
import { ApiDocument } from '../api-document.ts'
import { rawRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'
const OTHER = 'other-1250000000'
const REGION = 'ap-guangzhou'

let service: RunningService
let document: ApiDocument

beforeAll(async () => {
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION},${OTHER}@${REGION}`, LEMNIS_DENOISE: 'fast' },
  })
  document = new ApiDocument((await askAdmin(service, '/openapi.json')).body)
  await put('in/tone.wav', noisyTone(1))
  await put('in/none.wav', 'no audio')
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

/** Asks, and holds the answer against the document of the API. */
function ask(route: string, request: AdminRequest = {}): Promise<AdminAnswer> {
  return askChecked({ service, document }, route, request)
}

async function sign(key: string, method: 'GET' | 'PUT'): Promise<string> {
  const { body } = await ask('/objects/sign', { body: { bucket: BUCKET, key, method } })
  return z.object({ path: z.string() }).parse(body).path
}

async function put(key: string, bytes: Uint8Array | string): Promise<void> {
  const path = await sign(key, 'PUT')
  const headers = { host: `127.0.0.1:${service.port}` }
  const answer = await rawRequest(service.port, { method: 'PUT', path, headers, body: bytes })
  expect(answer.status).toBe(200)
}

const OUTPUT = { Region: REGION, Bucket: BUCKET, Object: 'out/a.wav' }

function noiseReduction(input: string, more: Record<string, string> = {}): object {
  return {
    Tag: 'NoiseReduction',
    Input: { Object: input },
    Operation: { NoiseReduction: { Format: 'wav', SampleRate: 8_000 }, Output: OUTPUT, UserData: 'mine' },
    ...more,
  }
}

const submittedShape = z.object({ jobs: z.array(z.looseObject({ id: z.string() })) })

async function submit(request: object | string): Promise<string> {
  const answer = await ask('/jobs', { body: { bucket: BUCKET, request } })
  const [job] = submittedShape.parse(answer.body).jobs
  return job?.id ?? ''
}

const ended = z.looseObject({ state: z.enum(['Success', 'Failed', 'Cancel']) })

async function waitFor(id: string): Promise<unknown> {
  for (let tries = 0; tries < 300; tries += 1) {
    const { body } = await ask(`/jobs/${id}`)
    if (ended.safeParse(body).success) return body
    await sleep(100)
  }
  throw new Error(`the job ${id} has not ended`)
}

test('a request in JSON or XML becomes a job, whose request, worker and times are shown', async () => {
  const id = await submit(noiseReduction('in/tone.wav'))
  const shown = z
    .looseObject({ request: z.string(), waitedMs: z.int(), ranMs: z.int(), worker: z.string() })
    .parse(await waitFor(id))
  expect(shown).toMatchObject({
    ...{ id, state: 'Success', tries: 1, level: 0, userData: 'mine', template: null },
    params: { NoiseReduction: { Format: 'wav', SampleRate: '8000' } },
    outputs: [{ bucket: BUCKET, object: 'out/a.wav' }],
  })
  expect(shown.ranMs).toBeGreaterThan(0)
  expect(shown).toMatchObject({ runs: [], requestElements: { Tag: 'NoiseReduction' } })
  expect(shown.worker).toMatch(/^.+\/\d+$/)
  const again = await waitFor(await submit(shown.request))
  expect(again).toMatchObject({ state: 'Success', request: shown.request })
  expect(await waitFor(await submit({ Request: noiseReduction('in/tone.wav') }))).toMatchObject({
    state: 'Success',
  })
})

test('what a job finds out is its result', async () => {
  const id = await submit({ Tag: 'MediaInfo', Input: { Object: 'in/tone.wav' } })
  expect(await waitFor(id)).toMatchObject({
    outputs: [],
    result: { MediaInfo: { Stream: { Audio: [{ CodecName: 'pcm_s16le' }] } } },
  })
})

test('a job is run again as another one', async () => {
  const id = await submit(noiseReduction('in/none.wav'))
  const first = await waitFor(id)
  expect(first).toMatchObject({ state: 'Failed', code: 'ResourceNotSupported', result: null })
  const { body } = await ask(`/jobs/${id}/rerun`, { body: {} })
  const made = z.looseObject({ id: z.string(), state: z.string() }).parse(body)
  expect(made.id).not.toBe(id)
  const { request } = z.looseObject({ request: z.string() }).parse(first)
  expect(await waitFor(made.id)).toMatchObject({ state: 'Failed', request })
})

test('jobs are listed by their input, their code and their time', async () => {
  const inputs = async (query: string): Promise<unknown> => {
    const { body } = await ask(`/jobs?${query}`)
    const shape = z.object({ jobs: z.array(z.object({ input: z.string() })), next: z.int().nullable() })
    return [...new Set(shape.parse(body).jobs.map(({ input }) => input))]
  }
  expect(await inputs(`bucket=${BUCKET}&input=in/none.wav`)).toEqual(['in/none.wav'])
  expect(await inputs('code=ResourceNotSupported')).toEqual(['in/none.wav'])
  expect(await inputs('code=ResourceNotSupported&limit=1')).toEqual(['in/none.wav'])
  expect(await inputs('code=ResourceNotSupported&state=Success')).toEqual([])
  expect(await inputs('code=InternalError')).toEqual([])
  expect(await inputs('since=2001-01-01T00:00:00Z&tag=MediaInfo')).toEqual(['in/tone.wav'])
  expect(await inputs('until=2001-01-01T00:00:00Z')).toEqual([])
  const { next } = z
    .object({ next: z.int() })
    .parse((await ask('/jobs?code=ResourceNotSupported&limit=1')).body)
  expect(await inputs(`code=ResourceNotSupported&limit=1&before=${next}`)).toEqual(['in/none.wav'])
  expect((await ask('/jobs?input=in/none.wav')).status).toBe(400)
})

test('all jobs of a filter are run again, and cancelled', async () => {
  const jobs = { bucket: BUCKET, inputPrefix: 'in/no', state: 'Failed' }
  const dry = await ask('/bulk-actions', { body: { action: 'rerun', jobs, dryRun: true } })
  const { matched } = z.looseObject({ matched: z.int() }).parse(dry.body)
  expect(dry.body).toMatchObject({ firstJobs: [{ input: 'in/none.wav' }, {}] })
  const started = await ask('/bulk-actions', { body: { action: 'rerun', jobs } })
  const { action } = z.looseObject({ action: z.looseObject({ id: z.int() }) }).parse(started.body)
  for (let tries = 0; tries < 100; tries += 1) {
    const { body } = await ask(`/bulk-actions/${action.id}`)
    if (z.looseObject({ state: z.string() }).parse(body).state === 'Done') break
    await sleep(100)
  }
  expect((await ask(`/bulk-actions/${action.id}`)).body).toMatchObject({
    ...{ state: 'Done', done: matched, skipped: 0, ratePerSecond: null },
    filter: { bucket: BUCKET, inputPrefix: 'in/no', state: 'Failed' },
  })
  const none = { action: 'cancel', jobs: { tag: 'Snapshot' } }
  expect((await ask('/bulk-actions', { body: none })).body).toMatchObject({ matched: 0, action: null })
})

test('a job that waits is cancelled, and one that has ended is not', async () => {
  const { body } = await ask('/queues')
  const queues = z.object({ queues: z.array(z.object({ id: z.string(), category: z.string() })) })
  const ids = queues
    .parse(body)
    .queues.flatMap(({ id, category }) => (category === 'Transcoding' ? [id] : []))
  for (const id of ids) await ask(`/queues/${id}`, { method: 'PATCH', body: { state: 'Paused' } })
  const id = await submit(noiseReduction('in/tone.wav'))
  expect((await ask(`/jobs/${id}/cancel`, { body: {} })).body).toEqual({ cancelled: id })
  expect(await waitFor(id)).toMatchObject({ state: 'Cancel', worker: null, waitedMs: null, ranMs: null })
  expect((await ask(`/jobs/${id}/cancel`, { body: {} })).status).toBe(400)
  for (const id of ids) await ask(`/queues/${id}`, { method: 'PATCH', body: { state: 'Active' } })
})

test('buckets and objects are listed page by page, and by folder', async () => {
  expect((await ask('/buckets')).body).toMatchObject({ buckets: [{ name: BUCKET }, { name: OTHER }] })
  await put('list/a', '1')
  await put('list/b/c', '22')
  await put('list/b/d', '333')
  expect((await ask(`/objects?bucket=${BUCKET}&prefix=list/&delimiter=/`)).body).toMatchObject({
    objects: [{ key: 'list/a', bytes: 1, contentType: 'application/octet-stream' }],
    prefixes: ['list/b/'],
    next: null,
  })
  const page = await ask(`/objects?bucket=${BUCKET}&prefix=list/&limit=2`)
  expect(page.body).toMatchObject({ objects: [{ key: 'list/a' }, { key: 'list/b/c' }], next: 'list/b/c' })
  expect((await ask(`/objects?bucket=${BUCKET}&prefix=list/&after=list/b/c`)).body).toMatchObject({
    objects: [{ key: 'list/b/d', bytes: 3 }],
  })
  expect((await ask(`/objects/usage?bucket=${BUCKET}&prefix=list/`)).body).toEqual({
    prefixes: [{ prefix: 'list/b/', objects: 2, bytes: 5, isLowerBound: false }],
    total: { objects: 3, bytes: 6, isLowerBound: false },
    next: null,
  })
  expect(
    (await ask('/objects/delete', { body: { bucket: BUCKET, keys: ['list/a', 'list/none'] } })).body,
  ).toEqual({ deleted: 1 })
})

test('a link reads one object until it expires, and nothing else', async () => {
  const key = 'link/目录 (1)/a+b%2F.txt'
  await put(key, 'linked')
  const signed = await ask('/objects/sign', { body: { bucket: BUCKET, key, expiresSeconds: 60 } })
  expect(signed.body).toMatchObject({ exists: true })
  const path = await sign(key, 'GET')
  expect(await (await fetch(service.url + path)).text()).toBe('linked')
  expect((await fetch(service.url + path.replace('link/', 'lint/'))).status).toBe(403)
  expect((await fetch(service.url + path, { method: 'DELETE' })).status).toBe(403)
  expect((await ask('/objects/sign', { body: { bucket: BUCKET, key: 'link/none' } })).body).toMatchObject({
    exists: false,
  })
})

test('a link of a chosen key reaches what the key does, and ends with it', async () => {
  await put('link/of-key', 'linked')
  const key = { name: 'links', buckets: [BUCKET], secretId: 'AKIDlinks', secretKey: 'links-secret-key' }
  await ask('/keys', { body: key })
  const link = { bucket: BUCKET, key: 'link/of-key', secretId: key.secretId }
  const { body } = await ask('/objects/sign', { body: link })
  const { path } = z.object({ path: z.string() }).parse(body)
  expect(path).toContain('q-ak=AKIDlinks&')
  expect(await (await fetch(service.url + path)).text()).toBe('linked')
  const elsewhere = await ask('/objects/sign', { body: { ...link, bucket: OTHER } })
  expect([elsewhere.status, JSON.stringify(elsewhere.body)]).toEqual([
    400,
    expect.stringContaining('does not reach'),
  ])
  await ask('/keys/AKIDlinks', { method: 'PATCH', body: { state: 'disabled' } })
  expect((await fetch(service.url + path)).status).toBe(403)
  expect((await ask('/objects/sign', { body: link })).status).toBe(404)
})

test.each([
  ['/jobs', { bucket: 'none-1250000000', request: '<Request/>' }, 404, /no bucket none-/],
  ['/jobs', { bucket: BUCKET, request: '<Request>' }, 400, /XML of the request can't be read/],
  ['/jobs', { bucket: BUCKET, request: { 'a b': '1' } }, 400, /no name of an element/],
  ['/jobs', { bucket: BUCKET, request: { Tag: 'Tts' } }, 400, /Tts are not implemented here/],
  [
    '/jobs',
    { bucket: BUCKET, request: { Tag: 'MediaInfo', Input: { Object: 'a' }, Colour: 'red' } },
    400,
    /Colour/,
  ],
  ['/jobs', { bucket: BUCKET, request: { Tag: [['MediaInfo']] } }, 400, /a list in a list/],
  ['/jobs/j0/cancel', {}, 404, /no job j0/],
  ['/jobs/j0/rerun', {}, 404, /no job j0/],
  ['/objects/sign', { bucket: BUCKET, key: '' }, 400, /at least one character/],
  ['/objects/delete', { bucket: 'none-1250000000', keys: ['a'] }, 404, /no bucket none-/],
])('%s with %j is refused', async (route, body, status, message) => {
  const answer = await ask(route, { body })
  expect(answer.status).toBe(status)
  expect(JSON.stringify(answer.body)).toMatch(message)
})

test('a host that names a bucket makes no link', async () => {
  const answer = await rawRequest(service.port, {
    method: 'POST',
    path: '/_lemnis/api/objects/sign',
    headers: {
      host: `${BUCKET}.cos.${REGION}.myqcloud.com`,
      authorization: `Bearer ${service.adminToken}`,
    },
    body: JSON.stringify({ bucket: BUCKET, key: 'a' }),
  })
  expect(answer).toMatchObject({ status: 400 })
})
