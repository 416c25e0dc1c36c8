import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg, ffprobe } from '../../../../../tooling/ffprobe.ts'
import { matching } from '../../base/testing/test-matching.ts'
import { keyOfUrl } from '../../protocol/object-url.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { startReading } from '../../protocol/xml/read-fields.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { writeXml } from '../../protocol/xml/write-xml.ts'
import {
  ANY_ORDER,
  anOperation,
  BUCKET,
  openTagHarness,
  outputXml,
  REGION,
  shownXml,
  type TagHarness,
} from '../testing/test-tag.ts'
import { readParams } from '../read-operation.ts'
import { orderFragments } from './order-fragments.ts'
import { Params } from './params.ts'
import { createConcat } from './tag.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const tag = createConcat({ maxDurationS: 60 })
const READ = {
  template: undefined,
  templateOf: () => expect.fail(),
  keyAt: (at: string, url: string) => keyOfUrl(at, url, BUCKET),
}

function at(key: string, more = ''): string {
  const url = `https://${BUCKET}.cos.${REGION}.myqcloud.com/${key}`
  return `<ConcatFragment><Url>${url}</Url>${more}</ConcatFragment>`
}

function joining(block: string, object = 'out/a.mp4'): OperationRequest {
  return anOperation(
    'Concat',
    `<ConcatTemplate>${block}</ConcatTemplate>${outputXml(object)}<UserData>u</UserData>`,
  )
}

const MP4 = '<Container><Format>mp4</Format></Container>'

test.each([
  [MP4, 'InvalidArgument', /ConcatTemplate\.ConcatFragment is required/],
  [at('a'), 'InvalidArgument', /Container\.Format is required/],
  [
    `${MP4}<ConcatFragment><Url>https://elsewhere.example/a</Url></ConcatFragment>`,
    'InvalidArgument',
    /Url must be the address of an object in media-/,
  ],
  [
    `${MP4}<ConcatFragment><Url>file:///etc/hostname</Url></ConcatFragment>`,
    'InvalidArgument',
    /Url must be an http/,
  ],
  [
    `${MP4}${at('a', '<StartTime>2</StartTime><EndTime>1</EndTime>')}`,
    'InvalidArgument',
    /EndTime must be later/,
  ],
  [`${MP4}${at('a').repeat(101)}`, 'InvalidArgument', /At most 100/],
  [
    `<Container><Format>mp3</Format></Container>${at('a')}<Audio><Codec>aac</Codec></Audio>`,
    'InvalidArgument',
    /Audio\.Codec must be mp3/,
  ],
  [
    `<Container><Format>mp3</Format></Container>${at('a')}<Audio><Remove>true</Remove></Audio>`,
    'InvalidArgument',
    /nothing would be left/,
  ],
  [
    `${MP4}${at('a')}<AudioMix><AudioSource>x</AudioSource></AudioMix>`,
    'NotImplemented',
    /ConcatTemplate\.AudioMix/,
  ],
])('%s is rejected', (block, code, message) => {
  expect(() => readParams(tag, joining(block), READ)).toThrow(
    expect.objectContaining({ code, message: matching(message) }),
  )
})

test.each([
  [at('a') + at('b'), '', 'input a b'],
  [at('a') + at('b'), '<Index>1</Index>', 'a input b'],
  [
    at('b', '<FragmentIndex>2</FragmentIndex>') + at('a', '<FragmentIndex>0</FragmentIndex>'),
    '<Index>1</Index>',
    'a input b',
  ],
  [at('z', '<Mode>End</Mode>') + at('a', '<Mode>Start</Mode>'), '', 'a input z'],
])('%s %s', (fragments, index, expected) => {
  const params = Params.parse(tag.read(joining(`${fragments}${index}${MP4}<AudioMix/>`), READ))
  const row = orderFragments(params, true).map((part) => (part === 'input' ? part : part.key))
  expect(row.join(' ')).toBe(expected)
})

test('without an input all parts are fragments', () => {
  const params = Params.parse(tag.read(joining(`${at('a')}${at('b')}${MP4}`), READ))
  expect(orderFragments(params, false)).toEqual(params.fragments)
})

test.each([
  '<AudioMix><AudioSource/><EffectConfig><BgmFadeTime/></EffectConfig></AudioMix><AudioMixArray/>',
  '<SceneChangeInfo><Mode>Default</Mode><Time>1</Time></SceneChangeInfo>',
  '<Video><Roi>none</Roi><Bufsize>0</Bufsize><Maxrate>0</Maxrate></Video><Audio><SwitchTrack>false</SwitchTrack></Audio>',
])('%s asks for nothing', (block) => {
  const bare = readParams(tag, joining(`${MP4}${at('a')}`), READ)
  expect(readParams(tag, joining(`${MP4}${at('a')}${block}`), READ)).toEqual(bare)
})

test('what it reads is named, so that the right to it is asked for, with a template too', () => {
  const inline = tag.read(joining(`${MP4}${at('a/1.mp4')}${at('b')}`), READ)
  expect(tag.touches?.(inline, ANY_ORDER)).toEqual({ reads: ['a/1.mp4', 'b'] })
  const body = `<Request><ConcatTemplate>${at('a', '<Mode>End</Mode>')}<Container><Format>hls</Format></Container><Audio/></ConcatTemplate></Request>`
  const params = tag.template?.read(startReading(readXml(new TextEncoder().encode(body)))) ?? null
  expect(tag.template?.show(params).map(writeXml)).toEqual([
    `<ConcatTemplate>${at('a', '<Mode>End</Mode>')}<Container><Format>hls</Format></Container>` +
      '<DirectConcat>false</DirectConcat></ConcatTemplate>',
  ])
  const template = { id: 't1', name: 'end', params }
  expect(tag.touches?.(tag.read(joining('', 'out/a.m3u8'), { ...READ, template }), ANY_ORDER)).toEqual({
    reads: ['a'],
    writes: [{ region: REGION, bucket: BUCKET, object: 'out/a-*' }],
  })
})

describe('how it runs', skipWithout('ffmpeg'), () => {
  let harness: TagHarness
  /** 2 s each: red with sound, blue of another size and rate without, green in another container with other sound. */
  let red: string
  let blue: string
  let green: string
  let objects: Record<string, Uint8Array>

  beforeAll(async () => {
    harness = await openTagHarness()
    ;[red, blue, green] = [
      path.join(harness.directory, 'red.mp4'),
      path.join(harness.directory, 'blue.mp4'),
      path.join(harness.directory, 'green.ts'),
    ]
    const x264 = ['-c:v', 'libx264', '-g', '5', '-pix_fmt', 'yuv420p']
    const sound = (hz: number): string[] => ['-f', 'lavfi', '-i', `sine=d=2:f=440:r=${hz}`]
    await ffmpeg([...color('red', '160x120', 10), ...sound(44_100), ...x264, '-c:a', 'aac', red])
    await ffmpeg([...color('blue', '96x160', 25), ...x264, blue])
    await ffmpeg([
      ...color('green', '320x180', 15),
      ...sound(48_000),
      '-ac',
      '2',
      '-c:v',
      'mpeg2video',
      green,
    ])
    objects = {
      'in/blue': await readFile(blue),
      'in/green': await readFile(green),
      'in/red': await readFile(red),
    }
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  function color(name: string, size: string, rate: number): string[] {
    return ['-f', 'lavfi', '-i', `color=${name}:d=2:s=${size}:r=${rate}`]
  }

  async function run(block: string, object?: string, input = red) {
    const operation = joining(block, object)
    const outcome = await harness.runOperation(tag, operation, { input, objects })
    if (outcome.kind !== 'success') return expect.fail(JSON.stringify(outcome))
    return { outcome, operation, file: outcome.files.at(-1)?.path ?? '' }
  }

  /** The colour in the middle of the picture at a time, as the strongest of red, green and blue. */
  async function colorAt(file: string, seconds: number): Promise<string> {
    const raw = path.join(harness.directory, 'pixel.rgb')
    const picked = ['-vf', 'crop=2:2', '-frames:v', '1', '-pix_fmt', 'rgb24', '-f', 'rawvideo', raw]
    await ffmpeg(['-ss', String(seconds), '-i', file, ...picked])
    const pixel = await readFile(raw)
    const [r = 0, g = 0, b = 0] = pixel
    return r > g && r > b ? 'red' : g > b ? 'green' : 'blue'
  }

  test('what differs in size, rate, codec and container is brought to what the first one is like', async () => {
    const { file, outcome, operation } = await run(
      `${at('in/blue')}${at('in/green', '<StartTime>0.5</StartTime>')}${MP4}`,
    )
    const { streams, format } = await ffprobe(file)
    expect(streams).toMatchObject([
      { codec_name: 'h264', width: 160, height: 120, r_frame_rate: '10/1', nb_read_frames: 55 },
      { codec_name: 'aac', sample_rate: 44_100, channels: 1 },
    ])
    expect(format.duration).toBeCloseTo(5.5, 1)
    expect([
      await colorAt(file, 1.8),
      await colorAt(file, 2.2),
      await colorAt(file, 3.8),
      await colorAt(file, 4.3),
    ]).toEqual(['red', 'blue', 'blue', 'green'])
    expect(shownXml(tag, { operation, order: 'callback', outcome })).toMatch(
      /^<Operation><ConcatTemplate>.*<\/ConcatTemplate><JobLevel>0<\/JobLevel><MediaInfo>.*<\/MediaInfo><MediaResult>.*<\/MediaResult><Output>.*<\/Output><UserData>u<\/UserData><\/Operation>$/,
    )
  })

  test('fragments alone are joined without an input', async () => {
    const operation = joining(`${at('in/blue')}${at('in/green')}${MP4}`)
    const outcome = await harness.runOperation(tag, operation, { objects })
    if (outcome.kind !== 'success') return expect.fail(JSON.stringify(outcome))
    const file = outcome.files.at(-1)?.path ?? ''
    expect([await colorAt(file, 0.2), await colorAt(file, 2.2)]).toEqual(['blue', 'green'])
  })

  test('white is white, whether a fragment has the full range of colours or the narrow one', async () => {
    const white = path.join(harness.directory, 'white.mp4')
    const full = ['-vf', 'scale=out_range=pc', '-pix_fmt', 'yuvj420p', '-c:v', 'libx264']
    await ffmpeg([...color('white', '160x120', 10), ...full, white])
    objects['in/white'] = await readFile(white)
    const { file } = await run(`${at('in/white')}${MP4}`)
    const raw = path.join(harness.directory, 'white.yuv')
    await ffmpeg(['-ss', '3', '-i', file, '-frames:v', '1', '-pix_fmt', 'yuv420p', '-f', 'rawvideo', raw])
    expect((await readFile(raw))[0]).toBe(235)
  })

  test('size, rate, codec of sound and turn are as asked', async () => {
    const video =
      '<Video><Codec>H.264</Codec><Width>128</Width><Fps>20</Fps><Crf>30</Crf><Rotate>90</Rotate></Video>'
    const audio =
      '<Audio><Codec>mp3</Codec><Samplerate>22050</Samplerate><Channels>2</Channels><Bitrate>64</Bitrate></Audio>'
    const { file } = await run(`${at('in/green')}<Index>1</Index>${video}${audio}${MP4}`)
    expect((await ffprobe(file)).streams).toMatchObject([
      { codec_name: 'h264', width: 128, r_frame_rate: '20/1' },
      { codec_name: 'mp3', sample_rate: 22_050, channels: 2 },
    ])
    expect([await colorAt(file, 1), await colorAt(file, 3)]).toEqual(['green', 'red'])
  })

  test('profile, speed, key frames and bounds of the rate are as asked, and 0 asks for none', async () => {
    const video =
      '<Video><Codec>H.264</Codec><Profile>baseline</Profile><Preset>veryfast</Preset><Gop>5</Gop>' +
      '<Bitrate>0</Bitrate><Crf>0</Crf><Maxrate>200</Maxrate><Bufsize>1000</Bufsize><Pixfmt>yuv420p</Pixfmt></Video>'
    const { file } = await run(`${at('in/green')}${video}${MP4}`)
    expect((await ffprobe(file)).streams).toMatchObject([
      { codec_name: 'h264', profile: 'Constrained Baseline' },
      { codec_name: 'aac' },
    ])
    const keys = `${file}.keys`
    const small = ['-vf', 'scale=2:2', '-fps_mode', 'passthrough', '-pix_fmt', 'gray', '-f', 'rawvideo']
    await ffmpeg(['-skip_frame', 'nokey', '-i', file, ...small, keys])
    expect((await readFile(keys)).length / 4).toBeGreaterThan(5)
  })

  test('sound alone', async () => {
    const { file } = await run(`${at('in/green')}<Container><Format>mp3</Format></Container>`, 'out/a.mp3')
    const { streams, format } = await ffprobe(file)
    expect(streams).toMatchObject([{ codec_name: 'mp3', sample_rate: 44_100 }])
    expect(format.duration).toBeCloseTo(4, 0)
  })

  test('DirectConcat copies what is alike', async () => {
    const { file } = await run(`${at('in/red')}${at('in/red')}<DirectConcat>true</DirectConcat>${MP4}`)
    const { streams, format } = await ffprobe(file)
    expect(streams).toMatchObject([{ codec_name: 'h264', nb_read_frames: 60 }, { codec_name: 'aac' }])
    expect(format.duration).toBeCloseTo(6, 0)
  })

  test('a playlist has pieces beside it', async () => {
    const { outcome, file } = await run(
      `${at('in/red')}${at('in/blue')}<Container><Format>hls</Format></Container>`,
      'out/a.m3u8',
    )
    expect(outcome.files.map(({ place, isPart }) => [place.object, isPart])).toEqual([
      ['out/a-0.ts', true],
      ['out/a-1.ts', true],
      ['out/a.m3u8', undefined],
    ])
    expect(await readFile(file, 'utf8')).toMatch(
      /#EXTINF:5\.0\d+,\na-0\.ts\n#EXTINF:[01]\.\d+,\na-1\.ts\n#EXT-X-ENDLIST/,
    )
  })

  test.each([
    [
      `${at('in/blue')}<DirectConcat>true</DirectConcat>${MP4}`,
      'ResourceNotSupported',
      /can't copy fragment 1 .* 96x160 instead of 160x120/,
    ],
    [`${at('in/none')}${MP4}`, 'ResourceNotFound', /The object in\/none/],
    [`${at('in/list')}${MP4}`, 'ResourceNotSupported', /m3u8 playlists/],
    [`${at('in/text')}${MP4}`, 'ResourceNotSupported', /concat playlists/],
    [
      `${at('in/green', '<StartTime>9</StartTime>')}${MP4}`,
      'ResourceNotSupported',
      /Fragment 1 .* ends before its StartTime/,
    ],
  ])('%s fails with the reason', async (block, code, message) => {
    const text = (content: string): Uint8Array => new TextEncoder().encode(content)
    const bad = {
      'in/list': text(`#EXTM3U\n#EXTINF:2,\n${red}\n`),
      'in/text': text(`ffconcat version 1.0\nfile ${red}\n`),
    }
    const outcome = await harness.runOperation(tag, joining(block), {
      input: red,
      objects: { ...objects, ...bad },
    })
    expect(outcome).toMatchObject({ kind: 'failed', code, message: matching(message) })
  })

  test('a whole that is longer than allowed is rejected before the work', async () => {
    const short = createConcat({ maxDurationS: 5 })
    const outcome = await harness.runOperation(short, joining(`${at('in/red')}${at('in/blue')}${MP4}`), {
      input: red,
      objects,
    })
    expect(outcome).toMatchObject({
      kind: 'failed',
      message: matching(/longer than 5 s.*LEMNIS_MAX_DURATION_S/),
    })
  })

  test('a jump in the times of a file is not filled with pictures beyond what is allowed', async () => {
    const outcome = await joinJumped('18000000')
    expect(outcome).toMatchObject({ kind: 'failed', message: matching(/LEMNIS_MAX_DURATION_S/) })
  })

  test('times that no recording reaches are left aside', async () => {
    expect(await joinJumped('500000000')).toMatchObject({ kind: 'success' })
  })

  /** Joins a film to one whose times jump by some ms. */
  async function joinJumped(byMs: string): Promise<unknown> {
    const jumped = path.join(harness.directory, `jumped-${byMs}.mkv`)
    await ffmpeg(['-i', red, '-c', 'copy', '-bsf:v', `setts=ts='if(gt(N,10),TS+${byMs},TS)'`, jumped])
    return harness.runOperation(tag, joining(`${at('in/red')}${MP4}`), { input: jumped, objects })
  }
})
