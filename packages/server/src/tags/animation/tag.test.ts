import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg, ffprobe } from '../../../../../tooling/ffprobe.ts'
import { matching } from '../../base/testing/test-matching.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { startReading } from '../../protocol/xml/read-fields.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { writeXml } from '../../protocol/xml/write-xml.ts'
import { anOperation, openTagHarness, outputXml, shownXml, type TagHarness } from '../testing/test-tag.ts'
import { animationConversions } from './conversions.ts'
import { Params } from './params.ts'
import { createAnimation } from './tag.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const tag = createAnimation({ maxDurationS: 60 })
const READ = { template: undefined, templateOf: () => expect.fail(), keyAt: () => expect.fail() }

function animating(block: string, object = 'out/a.gif'): OperationRequest {
  return anOperation('Animation', `<Animation>${block}</Animation>${outputXml(object)}<UserData>u</UserData>`)
}

const GIF = '<Container><Format>gif</Format></Container>'
const WEBP = '<Container><Format>webp</Format></Container>'

test.each([
  ['<Container><Format>apng</Format></Container>', /Container\.Format must be one of gif, hgif, webp/],
  ['<Video/>', /Animation\.Container\.Format is required/],
  [`${WEBP}<Video><Codec>gif</Codec></Video>`, /Video\.Codec must be webp/],
  [`${GIF}<Video><Width>127</Width></Video>`, /Video\.Width must be a whole number from 128/],
  [`${GIF}<Video><Fps>0</Fps></Video>`, /Video\.Fps must be a number above 0 and at most 60/],
  [`${WEBP}<Video><Quality>100</Quality></Video>`, /Video\.Quality must be .* to 99/],
  [`${GIF}<TimeInterval><Start>-1</Start></TimeInterval>`, /TimeInterval\.Start must be a number/],
])('%s is rejected', (block, message) => {
  expect(() => tag.read(animating(block), READ)).toThrow(
    expect.objectContaining({ code: 'InvalidArgument', message: matching(message) }),
  )
})

test.each([
  [
    '<Video><Codec>gif</Codec><Width>320</Width><Height/></Video><TimeInterval/>',
    '<Video><Codec>gif</Codec><Width>320</Width><AnimateOnlyKeepKeyFrame>false</AnimateOnlyKeepKeyFrame></Video>' +
      '<TimeInterval><Start>0</Start></TimeInterval>',
  ],
  ['', ''],
])('a template of %j shows the defaults of what was sent, in the container of Transcode', (sent, full) => {
  const body = `<Request>${GIF}${sent}</Request>`
  const params = tag.template?.read(startReading(readXml(new TextEncoder().encode(body)))) ?? null
  expect(tag.template?.show(params).map(writeXml)).toEqual([`<TransTpl>${GIF}${full}</TransTpl>`])
})

test.each([
  ['<AnimateFramesPerSecond>2</AnimateFramesPerSecond>', 'fps=fps=2:round=up'],
  [
    '<AnimateOnlyKeepKeyFrame>true</AnimateOnlyKeepKeyFrame>',
    'select=key,select=isnan(prev_selected_t)+gte(t-prev_selected_t\\,0.01)',
  ],
  ['<AnimateTimeIntervalOfFrame>0.5</AnimateTimeIntervalOfFrame>', 'fps=fps=1/0.5:round=up'],
])('of three ways to choose frames, %s comes before those behind it', (asked, chosen) => {
  const all = ['AnimateOnlyKeepKeyFrame', 'AnimateTimeIntervalOfFrame']
  const later = all.slice(all.findIndex((name) => asked.includes(name)) + 1)
  const rest = later.map((name) => `<${name}>${name.includes('Keep') ? 'true' : '3'}</${name}>`).join('')
  const params = Params.parse(tag.read(animating(`${WEBP}<Video>${asked}${rest}<Fps>5</Fps></Video>`), READ))
  const order = { inputPath: 'in', outputPath: 'out', directory: '.', maxDurationS: 60, threads: 1 }
  const [made] = animationConversions(params, order)
  expect(made?.video).toMatchObject({
    filters: `${chosen},settb=AVTB,setpts=N/(5*TB),scale=clip(trunc(iw*sar)\\,1\\,16384):ih,setsar=1`,
    frameRate: '5',
  })
})

test('the palette of a gif is chosen from the frames that are shown, and no others are scaled', () => {
  const params = Params.parse(tag.read(animating(`${GIF}<Video><Fps>5</Fps></Video>`), READ))
  const order = { inputPath: 'in', outputPath: 'out', directory: '.', maxDurationS: 60, threads: 1 }
  const chains = animationConversions(params, order).map(
    ({ video }) => video?.kind === 'encode' && video.filters,
  )
  expect(chains).toEqual([
    matching(/^fps=5,scale=.*,palettegen$/),
    matching(/\[in\]fps=5,scale=.*\[x\];\[x\]\[p\]paletteuse\[out\]$/),
  ])
})

describe('how it runs', skipWithout('ffmpeg'), () => {
  let harness: TagHarness
  /** 3 s of 10 frames, with a key frame each second. */
  let clip: string

  beforeAll(async () => {
    harness = await openTagHarness()
    clip = path.join(harness.directory, 'clip.mp4')
    const source = ['-f', 'lavfi', '-i', 'testsrc2=d=3:s=192x144:r=10']
    await ffmpeg([...source, '-c:v', 'libx264', '-g', '10', '-sc_threshold', '0', clip])
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  async function run(block: string, object = 'out/a.gif') {
    const outcome = await harness.runOperation(tag, animating(block, object), { input: clip })
    if (outcome.kind !== 'success') return expect.fail(JSON.stringify(outcome))
    const [file] = outcome.files
    return { outcome, file: file?.path ?? '', place: file?.place, contentType: file?.contentType }
  }

  test.each([
    [
      `${GIF}<Video><Codec>gif</Codec><Width>128</Width></Video>`,
      { width: 128, height: 96, nb_read_frames: 30 },
      3,
    ],
    [
      '<Container><Format>hgif</Format></Container><Video><Fps>5</Fps></Video>',
      { width: 192, height: 144, nb_read_frames: 15 },
      3,
    ],
    [
      `${GIF}<Video><AnimateOnlyKeepKeyFrame>true</AnimateOnlyKeepKeyFrame></Video>`,
      { nb_read_frames: 3 },
      2.1,
    ],
    [
      `${GIF}<Video><AnimateTimeIntervalOfFrame>0.5</AnimateTimeIntervalOfFrame><Fps>10</Fps></Video>`,
      { nb_read_frames: 6 },
      0.6,
    ],
    [`${GIF}<TimeInterval><Start>1</Start><Duration>1</Duration></TimeInterval>`, { nb_read_frames: 10 }, 1],
  ])('%s', async (block, stream, seconds) => {
    const { file, contentType } = await run(block)
    const { streams, format } = await ffprobe(file)
    expect(streams).toMatchObject([{ codec_name: 'gif', ...stream }])
    expect(format.duration).toBeCloseTo(seconds, 0)
    expect(contentType).toBe('image/gif')
  })

  test('a gif of a recording with more frames than a gif can time leaves out what is too soon', async () => {
    const fast = path.join(harness.directory, 'fast.mp4')
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=d=1:s=64x64:r=240', '-c:v', 'libx264', fast])
    const outcome = await harness.runOperation(tag, animating(GIF), { input: fast })
    if (outcome.kind !== 'success') return expect.fail(JSON.stringify(outcome))
    const { streams } = await ffprobe(outcome.files[0]?.path ?? '')
    expect(streams[0]?.nb_read_frames).toBeGreaterThan(75)
    expect(streams[0]?.nb_read_frames).toBeLessThanOrEqual(100)
  })

  test('webp: its own header tells size and frames, and a better Quality is larger', async () => {
    const sizes: number[] = []
    for (const quality of [10, 90]) {
      const { file, place, contentType, outcome } = await run(
        `${WEBP}<Video><Codec>webp</Codec><Width>160</Width><Quality>${quality}</Quality></Video>`,
        'out/a.${Ext}',
      )
      const bytes = await readFile(file)
      expect(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 16)).toBe('RIFFWEBPVP8X')
      expect([bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1]).toEqual([160, 120])
      expect(bytes.toString('latin1').split('ANMF').length - 1).toBe(30)
      expect([place?.object, contentType]).toEqual(['out/a.webp', 'image/webp'])
      expect(shownXml(tag, { operation: animating(WEBP), order: 'callback', outcome })).toContain(
        '<Width>160</Width>',
      )
      sizes.push(bytes.length)
    }
    expect(sizes[1]).toBeGreaterThan(sizes[0] ?? Infinity)
  })

  test('a callback lists what the page lists', async () => {
    const { outcome } = await run(`${GIF}<Video><Fps>5</Fps></Video>`)
    const template = { id: 't1', name: 'small', params: { format: 'gif', video: {}, timeInterval: {} } }
    const shown = shownXml(tag, { operation: animating(GIF), order: 'callback', outcome, template })
    expect(shown).toMatch(
      /^<Operation><JobLevel>0<\/JobLevel><MediaInfo><Format>.*<\/Format><Stream><Audio\/><Subtitle\/><Video>.*<\/Video><\/Stream><\/MediaInfo><MediaResult>.*<\/MediaResult><Output>.*<\/Output><TemplateId>t1<\/TemplateId><TemplateName>small<\/TemplateName><UserData>u<\/UserData><\/Operation>$/,
    )
  })

  test('sound alone, and what is no media file, can’t be animated', async () => {
    const sound = path.join(harness.directory, 'sound.wav')
    await ffmpeg(['-f', 'lavfi', '-i', 'sine=d=1', sound])
    for (const input of [sound, new TextEncoder().encode('#EXTM3U\n#EXTINF:2,\nx.ts\n')]) {
      const outcome = await harness.runOperation(tag, animating(GIF), { input })
      expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
    }
  })
})
