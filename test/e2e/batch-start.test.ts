import { afterAll, beforeAll, expect, test } from 'vitest'
import { batchDetailSchema } from '../../packages/server/src/api-schemas/batches.ts'
import { jobPageSchema } from '../../packages/server/src/api-schemas/jobs.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin, askChecked, type AdminAnswer, type AdminRequest } from '../admin-client.ts'
import { ApiDocument } from '../api-document.ts'
import { signedRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const READ_TOKEN = 'a-read-token-for-tests'

let service: RunningService
let document: ApiDocument

beforeAll(async () => {
  service = await startService({
    settings: {
      LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
      LEMNIS_DENOISE: 'fast',
      LEMNIS_READ_TOKEN: READ_TOKEN,
    },
  })
  document = new ApiDocument((await askAdmin(service, '/openapi.json')).body)
  const host = `${BUCKET}.cos.${REGION}.myqcloud.com`
  const put = (key: string, body: Uint8Array | string) =>
    signedRequest(service, { method: 'PUT', path: `/${key}`, host, body })
  await put('in/', '')
  await put('in/a.wav', noisyTone(1))
  await put('in/b.wav', 'no sound')
  await put('other.wav', 'no sound')
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

/** Asks, and holds the answer against the document of the API. */
function ask(route: string, request: AdminRequest = {}): Promise<AdminAnswer> {
  return askChecked({ service, document }, route, request)
}

const request = {
  Name: 'clean',
  Type: 'Job',
  Input: { Prefix: 'in/' },
  Operation: {
    Tag: 'NoiseReduction',
    JobParam: { NoiseReduction: { Format: 'wav' } },
    Output: { Region: REGION, Bucket: BUCKET, Object: 'out/${InputName}.wav' },
  },
}

test(
  'what a batch would take is what it takes, and why an object failed is said',
  { timeout: 60_000 },
  async () => {
    const preview = `/batch-preview?bucket=${BUCKET}&prefix=in/`
    expect((await ask(preview, { token: READ_TOKEN })).body).toEqual({
      objects: 2,
      isLowerBound: false,
      first: ['in/a.wav', 'in/b.wav'],
    })
    expect((await ask(`/batch-preview?bucket=${BUCKET}&prefix=/`)).body).toMatchObject({ objects: 3 })
    expect((await ask('/batch-preview?bucket=none-1250000000&prefix=')).status).toBe(404)
    const made = await ask('/batches', { body: { bucket: BUCKET, request } })
    expect(made.status, JSON.stringify(made.body)).toBe(200)
    const { id } = batchDetailSchema.parse(made.body)
    const read = async () => batchDetailSchema.parse((await ask(`/batches/${id}`)).body)
    for (let tries = 0; tries < 300 && (await read()).state === 'Running'; tries += 1) await sleep(100)
    expect(await read()).toMatchObject({
      ...{ seen: 2, succeeded: 1, failed: 1, remaining: { objects: 0, isLowerBound: false } },
      request: { Input: { Prefix: 'in/' }, Operation: { Tag: 'NoiseReduction' } },
    })
    const { jobs } = jobPageSchema.parse((await ask(`/jobs?batch=${id}&state=Failed`)).body)
    expect(jobs).toMatchObject([{ input: 'in/b.wav', state: 'Failed' }])
    expect(jobs[0]?.message).toMatch(/not a media file/)
    expect((await ask(`/jobs?batch=${id}&bucket=none-1250000000`)).body).toEqual({ jobs: [], next: null })
    expect((await ask('/jobs?batch=b0')).status).toBe(404)
  },
)

test('what the protocol refuses is refused, and who reads only starts none', async () => {
  const wrong = { ...request, Operation: { ...request.Operation, Tag: 'Nothing' } }
  for (const refused of [wrong, { ...request, Input: {} }, { ...request, Name: 'a name' }])
    expect((await ask('/batches', { body: { bucket: BUCKET, request: refused } })).status).toBe(400)
  const answer = await ask('/batches', { token: READ_TOKEN, body: { bucket: BUCKET, request } })
  expect(answer.status).toBe(403)
})
