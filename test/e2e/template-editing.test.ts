import { afterAll, beforeAll, expect, test } from 'vitest'
import { templateDetailSchema } from '../../packages/server/src/api-schemas/templates.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin, askChecked, type AdminAnswer, type AdminRequest } from '../admin-client.ts'
import { ApiDocument } from '../api-document.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const READ_TOKEN = 'a-read-token-for-tests'

let service: RunningService
let document: ApiDocument

beforeAll(async () => {
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, LEMNIS_READ_TOKEN: READ_TOKEN },
  })
  document = new ApiDocument((await askAdmin(service, '/openapi.json')).body)
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

/** Asks, and holds the answer against the document of the API. */
function ask(route: string, request: AdminRequest = {}): Promise<AdminAnswer> {
  return askChecked({ service, document }, route, request)
}

const detail = ({ status, body }: AdminAnswer) => {
  expect(status, JSON.stringify(body)).toBe(200)
  return templateDetailSchema.parse(body)
}
const create = async (request: object | string) =>
  detail(await ask('/templates', { body: { bucket: BUCKET, request } }))

const URL = `https://${BUCKET}.cos.${REGION}.myqcloud.com/a.mp4`
const KINDS = [
  ['NoiseReduction', { NoiseReduction: { Format: 'mp3', Strength: '60' } }],
  [
    'Transcode',
    {
      Container: { Format: 'mp4' },
      Video: { Codec: 'H.264', Width: '640' },
      Audio: { Codec: 'aac' },
      TimeInterval: { Start: '1', Duration: '2' },
      AudioMixArray: [{ AudioSource: URL }, { AudioSource: URL, MixMode: 'Once' }],
    },
  ],
  ['Animation', { Container: { Format: 'gif' }, Video: { Codec: 'gif', Fps: '10' } }],
  ['Snapshot', { Snapshot: { Mode: 'Interval', Start: '0', Count: '1' } }],
  ['SmartCover', { SmartCover: {} }],
  [
    'Concat',
    { ConcatTemplate: { ConcatFragment: [{ Url: URL, Mode: 'Start' }], Container: { Format: 'mp4' } } },
  ],
  ['PicProcess', { PicProcess: { IsPicInfo: true, ProcessRule: 'imageMogr2/rotate/90' } }],
] as const

test.each(KINDS)(
  'a template of %s is made, and what it is shown as makes the same again',
  async (Tag, params) => {
    const made = await create({ Tag, Name: `a-${Tag}`, ...params })
    expect(made).toMatchObject({ tag: Tag, bucket: BUCKET, category: 'Custom' })
    for (const request of [made.request, made.xml]) {
      const again = detail(await ask(`/templates/${made.id}`, { method: 'PATCH', body: { request } }))
      expect(again).toEqual({ ...made, updatedAt: again.updatedAt })
    }
    expect((await ask(`/templates/a-${Tag}`, { method: 'DELETE' })).body).toEqual({ deleted: made.id })
    expect((await ask(`/templates/${made.id}`)).status).toBe(404)
  },
)

test('what the protocol refuses is refused, and an official template stays as it is', async () => {
  const request = { Tag: 'NoiseReduction', Name: 'twice', NoiseReduction: { Format: 'wav' } }
  await create(request)
  for (const wrong of [
    request,
    { ...request, Name: 'a name' },
    { ...request, Name: 'other', NoiseReduction: { Format: 'ogg' } },
    { ...request, Name: 'other', Unknown: { Element: '1' } },
    {
      Tag: 'Concat',
      Name: 'other',
      ConcatTemplate: { ConcatFragment: { Url: 'https://elsewhere.example/a' } },
    },
  ])
    expect((await ask('/templates', { body: { bucket: BUCKET, request: wrong } })).status).toBe(400)
  const official = detail(await ask('/templates/denoise-wav-16k'))
  expect(official).toMatchObject({ category: 'Official', bucket: null })
  const path = `/templates/${official.id}`
  expect((await ask(path, { method: 'PATCH', body: { request } })).status).toBe(409)
  expect((await ask(path, { method: 'DELETE' })).status).toBe(409)
  expect(await create({ ...official.request, Name: 'mine' })).toMatchObject({ params: official.params })
})

test('who reads only sees templates and changes none', async () => {
  const token = READ_TOKEN
  expect((await ask('/templates', { token })).status).toBe(200)
  const request = { Tag: 'NoiseReduction', Name: 'reader', NoiseReduction: { Format: 'wav' } }
  for (const [method, route, body] of [
    ['POST', '/templates', { bucket: BUCKET, request }],
    ['PATCH', '/templates/twice', { request }],
    ['DELETE', '/templates/twice', undefined],
  ] as const)
    expect((await ask(route, { method, token, ...(body && { body }) })).status).toBe(403)
})
