import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg, ffprobe } from '../../../../../../tooling/ffprobe.ts'
import { silentLog } from '../../../base/log.ts'
import { parseAccessPolicy } from '../../../protocol/auth/access-policy.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { MediaCalls } from '../../media-calls.ts'
import {
  BUCKET,
  openObjectHarness,
  type RequestOptions,
  type ObjectHarness,
} from '../testing/object-harness.ts'
import { skipWithout } from '../../../../../../tooling/skip-without.ts'

const REGION = 'ap-guangzhou'
const RATE = 10

describe('calls that analyse a media object', skipWithout('ffmpeg'), () => {
  let harness: ObjectHarness
  let directory: string

  /** Frame n is a grey of 16 + 4n, with a key frame each second. */
  beforeAll(async () => {
    harness = await openObjectHarness()
    directory = await mkdtemp(path.join(tmpdir(), 'lemnis-calls-'))
    const clip = path.join(directory, 'clip.mp4')
    const turned = path.join(directory, 'turned.mp4')
    const greys = `nullsrc=s=192x128:r=${RATE}:d=3,geq=lum='16+4*N':cb=128:cr=128`
    const x264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '10', '-sc_threshold', '0', '-bf', '2']
    await ffmpeg(['-f', 'lavfi', '-i', greys, ...x264, clip])
    await ffmpeg(['-i', clip, '-metadata:s:v', 'rotate=90', '-c', 'copy', turned])
    await harness.request('PUT', '/in/clip.mp4', { body: await readFile(clip) })
    await harness.request('PUT', '/in/turned.mp4', { body: await readFile(turned) })
    await harness.request('PUT', '/in/a.txt', { body: 'no media at all' })
  })

  afterAll(async () => {
    await harness[Symbol.asyncDispose]()
    await rm(directory, { recursive: true, force: true })
  })

  async function pictureOf(bytes: Uint8Array): Promise<{ frame: number; stream: unknown }> {
    const file = path.join(directory, 'picture')
    await writeFile(file, bytes)
    await ffmpeg(['-i', file, '-pix_fmt', 'rgb24', '-f', 'rawvideo', `${file}.rgb`])
    const [red = 0] = await readFile(`${file}.rgb`)
    const [stream] = (await ffprobe(file)).streams
    return { frame: Math.round((red * 219) / 255 / 4), stream }
  }

  function post(
    name: string,
    content: string,
    more: RequestOptions = {},
  ): Parameters<ObjectHarness['request']> {
    return ['POST', `/${name}`, { ...more, service: 'ci', body: `<Request>${content}</Request>` }]
  }

  const input = (key: string): string => `<Input><Object>${key}</Object></Input>`

  test('videoinfo on the object host and POST /mediainfo return the same', async () => {
    const { status, text, headers } = await harness.request('GET', '/in/clip.mp4?ci-process=videoinfo')
    expect(status).toBe(200)
    expect(headers['content-type']).toBe('application/xml')
    expect(text).toMatch(
      /^<Response><MediaInfo><Stream><Video><Index>0<.*<Audio\/><Subtitle\/><\/Stream><Format>/,
    )
    expect(text).toContain('<NumFrames>30</NumFrames>')
    const posted = await harness.request(...post('mediainfo', input('/in/clip.mp4')))
    expect(posted.text).toBe(text)
  })

  test('videoinfo has the documented elements in order', async () => {
    const { text } = await harness.request('GET', '/in/clip.mp4?ci-process=videoinfo')
    // What the encoder of this machine decides.
    const shown = text.replace(/<(Bitrate|Size|RefFrames|Level|Profile)>[^<]+</g, '<$1>…<')
    expect(shown).toBe(
      '<Response><MediaInfo><Stream><Video><Index>0</Index><CodecName>h264</CodecName>' +
        '<CodecLongName>H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10</CodecLongName><CodecTimeBase>1/10240</CodecTimeBase>' +
        '<CodecTagString>avc1</CodecTagString><CodecTag>0x31637661</CodecTag><ColorPrimaries>unknown</ColorPrimaries>' +
        '<ColorRange>unknown</ColorRange><ColorTransfer>unknown</ColorTransfer><Profile>…</Profile><Width>192</Width>' +
        '<Height>128</Height><HasBFrame>2</HasBFrame><RefFrames>…</RefFrames><Sar>1:1</Sar><Dar>3:2</Dar>' +
        '<PixFormat>yuv420p</PixFormat><FieldOrder>progressive</FieldOrder><Level>…</Level><Fps>10.000000</Fps>' +
        '<AvgFps>10.000000</AvgFps><Timebase>1/10240</Timebase><StartTime>0.000000</StartTime>' +
        '<Duration>3.000000</Duration><Bitrate>…</Bitrate><NumFrames>30</NumFrames><Language>und</Language>' +
        '<Rotation>0.000000</Rotation></Video><Audio/><Subtitle/></Stream><Format><NumStream>1</NumStream>' +
        '<NumProgram>0</NumProgram><FormatName>mov,mp4,m4a,3gp,3g2,mj2</FormatName>' +
        '<FormatLongName>QuickTime / MOV</FormatLongName><StartTime>0.000000</StartTime><Duration>3.000000</Duration>' +
        '<Bitrate>…</Bitrate><Size>…</Size></Format></MediaInfo></Response>',
    )
  })

  test('a snapshot: exact, of a key frame, of the last frame, another size and format', async () => {
    const take = (query: string, key = 'in/clip.mp4') =>
      harness.download('GET', `/${key}?ci-process=snapshot&${query}`)
    const exact = await take('time=1.7')
    expect(exact.headers['content-type']).toBe('image/jpeg')
    expect(await pictureOf(exact.bytes)).toMatchObject({
      frame: 17,
      stream: { codec_name: 'mjpeg', width: 192 },
    })
    expect(await pictureOf((await take('time=1.7&mode=keyframe')).bytes)).toMatchObject({ frame: 10 })
    expect(await pictureOf((await take('time=2.99')).bytes)).toMatchObject({ frame: 29 })
    const small = await take('time=0&height=64&width=0&format=png')
    expect(small.headers['content-type']).toBe('image/png')
    expect(await pictureOf(small.bytes)).toMatchObject({
      frame: 0,
      stream: { codec_name: 'png', width: 96, height: 64 },
    })
    const upright = await take('time=0', 'in/turned.mp4')
    expect(await pictureOf(upright.bytes)).toMatchObject({ stream: { width: 128, height: 192 } })
    const asCoded = await take('time=0&rotate=off', 'in/turned.mp4')
    expect(await pictureOf(asCoded.bytes)).toMatchObject({ stream: { width: 192, height: 128 } })
  })

  test('POST /snapshot stores the picture as an object', async () => {
    const output = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out/still.jpg</Object></Output>`
    // The Java SDK repeats the bucket in the bodies of such calls.
    const bucket = `<BucketName>${BUCKET}</BucketName>`
    const { text } = await harness.request(
      ...post('snapshot', `${bucket}${input('in/clip.mp4')}<Time>2</Time><Width>128</Width>${output}`),
    )
    expect(text).toBe(`<Response>${output}</Response>`)
    const kept = await harness.download('GET', '/out/still.jpg')
    expect(kept.headers['content-type']).toBe('image/jpeg')
    expect(await pictureOf(kept.bytes)).toMatchObject({ frame: 20, stream: { width: 128, height: 85 } })
    const elsewhere = output.replace(BUCKET, 'other-1250000000')
    const refused = post('snapshot', `${input('in/clip.mp4')}<Time>2</Time>${elsewhere}`)
    expect(await harness.rejection(...refused)).toBe('WriteTargetBucketDenied')
  })

  test.each([
    ['/gone?ci-process=videoinfo', 'NoSuchKey'],
    ['/gone?ci-process=snapshot&time=1', 'NoSuchKey'],
    ['/in/a.txt?ci-process=videoinfo', 'ResourceNotSupported'],
    ['/in/a.txt?ci-process=snapshot&time=1', 'ResourceNotSupported'],
    ['/in/clip.mp4?ci-process=snapshot', 'InvalidArgument'],
    ['/in/clip.mp4?ci-process=snapshot&time=-1', 'InvalidArgument'],
    ['/in/clip.mp4?ci-process=snapshot&time=99', 'InvalidArgument'],
    ['/in/clip.mp4?ci-process=snapshot&time=1&format=bmp', 'InvalidArgument'],
    ['/in/clip.mp4?ci-process=snapshot&time=1&width=4097', 'InvalidArgument'],
  ])('GET %s is refused with %s', async (target, code) => {
    expect(await harness.rejection('GET', target)).toBe(code)
  })

  test('a missing or forbidden object in the body is rejected', async () => {
    const gone: unknown = await harness
      .request(...post('mediainfo', input('gone')))
      .catch((error: unknown) => error)
    expect(gone).toMatchObject({ code: 'ResourceNotFound' })
    expect(gone instanceof ProtocolError && gone.statusOn('ci')).toBe(400)
    expect(await harness.rejection(...post('mediainfo', ''))).toBe('InvalidArgument')
    const unread = `${input('in/clip.mp4')}<CallBack>http://a.example</CallBack>`
    expect(await harness.rejection(...post('mediainfo', unread))).toBe('NotImplemented')
    const other = { service: 'ci', body: `<Other>${input('in/clip.mp4')}</Other>` } as const
    expect(await harness.rejection('POST', '/mediainfo', other)).toBe('InvalidArgument')
    const statement = [{ effect: 'allow', action: ['cos:GetObject'], resource: ['*'] }]
    const policy = parseAccessPolicy(JSON.stringify({ version: '2.0', statement }))
    const rights = { buckets: undefined, policies: [policy] }
    const output = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out/x.jpg</Object></Output>`
    const content = `${input('in/clip.mp4')}<Time>0</Time>${output}`
    expect(await harness.rejection(...post('snapshot', content, { rights }))).toBe('AccessDenied')
    const none = { buckets: new Set(['other-1250000000']), policies: [] }
    expect(await harness.rejection('GET', '/in/clip.mp4?ci-process=videoinfo', { rights: none })).toBe(
      'AccessDenied',
    )
  })

  test('a call that takes too long or finds too many waiting is rejected with ServiceUnavailable', async () => {
    const { storage } = harness.context
    const blob = await storage.stageFile(await aFile('clip.mp4'), new AbortController().signal)
    const options = { storage, log: silentLog(), directory: path.join(directory, 'calls') }
    const hangs = {
      blob,
      module: new URL('../../../media/pool/testing/test-child.ts', import.meta.url),
      input: () => ({ does: 'hang', ms: 60_000 }),
    }
    await using calls = new MediaCalls({ ...options, size: 1, maxWaiting: 1, timeoutMs: 1_500 })
    const signal = new AbortController().signal
    const use = (): Promise<void> => Promise.resolve()
    const waiting = Promise.allSettled([calls.run(hangs, use, signal), calls.run(hangs, use, signal)])
    await expect(calls.run(hangs, use, signal)).rejects.toMatchObject({ code: 'ServiceUnavailable' })
    for (const ended of await waiting) expect(ended).toMatchObject({ reason: { code: 'ServiceUnavailable' } })
  })

  async function aFile(name: string): Promise<string> {
    const copy = path.join(directory, `copy-${name}`)
    await writeFile(copy, await readFile(path.join(directory, name)))
    return copy
  }
})
