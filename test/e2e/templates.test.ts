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
  const call = { bucket: Bucket, region: Region, method, path: key, query, body: request }
  const answer = await askJobs(cos, call)
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

const OBJECTS = `https://${Bucket}.cos.${Region}.myqcloud.com`
const PLACE = '<Pos>TopRight</Pos><LocMode>Absolute</LocMode><Dx>128</Dx><Dy>64</Dy><StartTime>0</StartTime>'
const SPRITE =
  '<SpriteSnapshotConfig><CellWidth>128</CellWidth><CellHeight>72</CellHeight><Padding>0</Padding>' +
  '<Margin>0</Margin><Color>White</Color><Columns>10</Columns><Lines>10</Lines></SpriteSnapshotConfig>'
const TRANSCODE =
  '<Container><Format>mp4</Format></Container><Video><Codec>H.264</Codec><Width>1280</Width><Fps>30</Fps>' +
  '<Remove>false</Remove><Profile>high</Profile><Bitrate>1000</Bitrate><Preset>medium</Preset>' +
  '<LongShortMode>false</LongShortMode></Video><TimeInterval><Start>0</Start><Duration>60</Duration></TimeInterval>' +
  '<Audio><Codec>aac</Codec><Samplerate>44100</Samplerate><Bitrate>128</Bitrate><Channels>2</Channels>' +
  '<Remove>false</Remove><KeepTwoTracks>false</KeepTwoTracks><SwitchTrack>false</SwitchTrack></Audio>'

interface Kind {
  readonly tag: string
  /** Behind Tag and Name. */
  readonly sent: string
  /** At the end of an answer; what was sent unless given. */
  readonly shown?: string
}

const KINDS: readonly Kind[] = [
  { tag: 'Transcode', sent: TRANSCODE, shown: `<TransTpl>${TRANSCODE}</TransTpl>` },
  {
    tag: 'Animation',
    sent: '<Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>320</Width><Height/></Video>',
    shown:
      '<TransTpl><Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>320</Width>' +
      '<AnimateOnlyKeepKeyFrame>false</AnimateOnlyKeepKeyFrame></Video></TransTpl>',
  },
  {
    tag: 'Snapshot',
    sent:
      '<Snapshot><Mode>Interval</Mode><Start>0</Start><TimeInterval>5</TimeInterval><Count>10</Count>' +
      '<Width>1280</Width><IsCheckCount>false</IsCheckCount><IsCheckBlack>false</IsCheckBlack>' +
      `<SnapshotOutMode>SnapshotAndSprite</SnapshotOutMode>${SPRITE}</Snapshot>`,
  },
  {
    tag: 'SmartCover',
    sent: '<SmartCover/>',
    shown:
      '<SmartCover><Format>jpg</Format><Count>3</Count><DeleteDuplicates>false</DeleteDuplicates></SmartCover>',
  },
  {
    tag: 'Concat',
    sent:
      `<ConcatTemplate><ConcatFragment><Url>${OBJECTS}/a.mp4</Url><Mode>Start</Mode></ConcatFragment><Audio>` +
      '<Codec>mp3</Codec></Audio><Video><Codec>H.264</Codec><Width>1280</Width></Video><Container>' +
      '<Format>mp4</Format></Container><DirectConcat>false</DirectConcat></ConcatTemplate>',
  },
  {
    tag: 'Watermark',
    sent:
      `<Watermark><Type>Image</Type>${PLACE}<Image><Url>${OBJECTS}/a.png</Url><Mode>Original</Mode>` +
      '<Transparency>30</Transparency><Background>false</Background></Image></Watermark>',
  },
  {
    tag: 'PicProcess',
    sent: '<PicProcess><IsPicInfo>true</IsPicInfo><ProcessRule>imageMogr2/rotate/90</ProcessRule></PicProcess>',
  },
]

const post = (tag: string, content: string) =>
  signedRequest(service, {
    method: 'POST',
    path: '/template',
    host: CI_HOST,
    body: `<Request><Tag>${tag}</Tag><Name>kind-${tag}</Name>${content}</Request>`,
  })

test.each(KINDS)('a template of $tag is answered byte for byte', async ({ tag, sent, shown = sent }) => {
  const { status, body } = await post(tag, sent)
  expect(status, body).toBe(200)
  const time = '2\\d{3}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\+0800'
  const head =
    `<Response><RequestId>[^<]+</RequestId><Template><Tag>${tag}</Tag><Code>${tag}</Code><Name>kind-${tag}</Name>` +
    `<TemplateId>t1[0-9a-f]{32}</TemplateId><CreateTime>${time}</CreateTime><UpdateTime>${time}</UpdateTime>` +
    `<BucketId>${Bucket}</BucketId><Category>Custom</Category>`
  expect(body).toMatch(new RegExp(`^${head}${RegExp.escape(`${shown}</Template></Response>`)}$`))
})

const MIX = `${TRANSCODE}<AudioMix><AudioSource>${OBJECTS}/a.mp3</AudioSource></AudioMix>`
const NAMING = [...KINDS.filter(({ sent }) => sent.includes(OBJECTS)), { tag: 'Transcode', sent: MIX }]

test.each(NAMING)('a template of $tag names objects of its bucket alone', async ({ tag, sent }) => {
  for (const address of ['https://elsewhere.example', OBJECTS.replace(Bucket, 'other-1250000000')]) {
    const { status, code, body } = await post(tag, sent.replace(OBJECTS, address))
    expect({ status, code }).toEqual({ status: 400, code: 'InvalidArgument' })
    expect(body).toMatch(/<Message>[A-Za-z.]+ must be the address of an object in media-1250000000/)
  }
})
