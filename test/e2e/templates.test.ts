import type COS from 'cos-nodejs-sdk-v5'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { startReceiver, type CallbackReceiver } from '../callback-receiver.ts'
import { askJobs, openSdk } from '../sdk-client.ts'
import { signedRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'

const Bucket = 'media-1250000000'
const Region = 'ap-chongqing'
const CI_HOST = `${Bucket}.ci.${Region}.myqcloud.com`

let service: RunningService
let receiver: CallbackReceiver
let cos: COS

beforeAll(async () => {
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${Bucket}@${Region}`, LEMNIS_DENOISE: 'fast' },
  })
  receiver = await startReceiver()
  cos = openSdk(service)
  await cos.putObject({ Bucket, Region, Key: 'in/talk.wav', Body: noisyTone(1) })
}, 60_000)

afterAll(async () => {
  await receiver[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

const template = z.looseObject({ TemplateId: z.string(), CreateTime: z.string() })
/** What is looked at of an answer, as the SDK reads it; of one TemplateList it makes no array. */
const answered = z.looseObject({
  Template: template.optional(),
  TemplateList: z.union([template, z.array(template)]).optional(),
  TotalCount: z.string().optional(),
  NonExistTIDs: z.unknown().optional(),
})
type Answered = z.infer<typeof answered>

/** A call of the job API through the SDK's own generic request; `request` becomes its body. */
async function ci(
  method: string,
  key: string,
  { request, query }: { request?: object; query?: Record<string, string> } = {},
): Promise<Answered> {
  const answer = await askJobs(cos, {
    bucket: Bucket,
    region: Region,
    method,
    path: key,
    ...(query && { query }),
    ...(request && { body: request }),
  })
  return answered.parse(answer.Response)
}

const noise = (Name: string, Format: string): { request: object } => ({
  request: { Tag: 'NoiseReduction', Name, NoiseReduction: { Format, Samplerate: '8000' } },
})

test(
  'a template is made, listed, updated, used by a job up to its callback, and deleted',
  { timeout: 60_000 },
  async () => {
    const made = (await ci('POST', 'template', noise('calls', 'wav'))).Template
    const TemplateId = made?.TemplateId ?? ''
    expect(TemplateId).toMatch(/^t1[0-9a-f]{32}$/)
    expect(made).toMatchObject({
      Tag: 'NoiseReduction',
      Code: 'NoiseReduction',
      Name: 'calls',
      State: 'Normal',
      BucketId: Bucket,
      Category: 'Custom',
      NoiseReduction: { Format: 'wav', Samplerate: '8000' },
    })
    await expect(ci('POST', 'template', noise('calls', 'mp3'))).rejects.toMatchObject({
      statusCode: 403,
      code: 'TemplateNameDuplicate',
    })
    const updated = (await ci('PUT', `template/${TemplateId}`, noise('通话-mp3', 'mp3'))).Template
    const listed = await ci('GET', 'template', { query: { tag: 'NoiseReduction', name: '通话' } })
    expect(listed).toMatchObject({ TotalCount: '1', PageNumber: '1', PageSize: '10' })
    expect(listed.TemplateList).toEqual(updated)
    expect(updated).toMatchObject({ TemplateId, CreateTime: made?.CreateTime, Name: '通话-mp3' })

    await ci('POST', 'jobs', {
      request: {
        Tag: 'NoiseReduction',
        Input: { Object: 'in/talk.wav' },
        Operation: {
          NoiseReduction: { Format: 'm4a', SampleRate: '48000' },
          TemplateId,
          Output: { Region, Bucket, Object: 'out/talk.wav' },
        },
        CallBack: `${receiver.url}/template`,
      },
    })
    const deleted = await ci('DELETE', `template/${TemplateId}`)
    expect(Object.keys(deleted)).toEqual(['RequestId', 'TemplateId'])
    const { body } = await receiver.next(({ path }) => path === '/template')
    expect(/<Operation>.*<\/Operation>/.exec(body)?.[0]).toBe(
      `<Operation><Output><Bucket>${Bucket}</Bucket><Object>out/talk.wav</Object><Region>${Region}</Region></Output>` +
        `<TemplateId>${TemplateId}</TemplateId><TemplateName>通话-mp3</TemplateName><JobLevel>0</JobLevel></Operation>`,
    )
    const output = await cos.headObject({ Bucket, Region, Key: 'out/talk.wav' })
    expect(output.headers).toMatchObject({ 'content-type': 'audio/mpeg' })

    await expect(ci('DELETE', `template/${TemplateId}`)).rejects.toMatchObject({
      statusCode: 404,
      code: 'TemplateNotFound',
    })
    const unknown = await ci('GET', 'template', { query: { ids: TemplateId } })
    expect(unknown.NonExistTIDs).toEqual({ TemplateId })
  },
)

test('every official template that is offered has parameters, and says what it is, byte for byte', async () => {
  const { body } = await signedRequest(service, {
    method: 'GET',
    path: '/template',
    host: CI_HOST,
    query: { category: 'Official', tag: 'NoiseReduction' },
  })
  const official = (id: number, format: string): string =>
    `<TemplateList><Tag>NoiseReduction</Tag><Code>NoiseReduction</Code><Name>denoise-${format}-16k</Name>` +
    `<State>Normal</State><TemplateId>t1${String(id).padStart(32, '0')}</TemplateId>` +
    '<CreateTime>2026-11-26T08:00:00+0800</CreateTime><UpdateTime>2026-11-26T08:00:00+0800</UpdateTime>' +
    `<BucketId/><Category>Official</Category><NoiseReduction><Format>${format}</Format>` +
    '<Samplerate>16000</Samplerate></NoiseReduction></TemplateList>'
  expect(body.replace(/<RequestId>[^<]+/, '<RequestId>*')).toBe(
    '<Response><RequestId>*</RequestId><TotalCount>2</TotalCount><PageNumber>1</PageNumber><PageSize>10</PageSize>' +
      `${official(1, 'wav')}${official(2, 'mp3')}</Response>`,
  )
  const all = await ci('GET', 'template', { query: { category: 'Official' } })
  expect(all.TemplateList).toHaveLength(Number(all.TotalCount))
})
