import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg, ffprobe } from '../../../../../tooling/ffprobe.ts'
import { startReading } from '../../protocol/xml/read-fields.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { writeXml } from '../../protocol/xml/write-xml.ts'
import {
  anOperation,
  BUCKET,
  openTagHarness,
  REGION,
  shownXml,
  type TagHarness,
} from '../testing/test-tag.ts'
import type { ProducedFile, RunOutcome } from '../tag.ts'
import { snapshotTag } from './tag.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const SPRITE =
  '<SpriteSnapshotConfig><Color>White</Color><Columns>2</Columns><Lines>2</Lines></SpriteSnapshotConfig>'

function outputs(object: string | undefined, sprite?: string): string {
  const one = (name: string, key: string | undefined): string =>
    key === undefined ? '' : `<${name}>${key}</${name}>`
  return `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket>${one('Object', object)}${one('SpriteObject', sprite)}</Output>`
}

function snapshot(block: string, output = outputs('out/s-${Number}.jpg')): ReturnType<typeof anOperation> {
  return anOperation('Snapshot', `<Snapshot>${block}</Snapshot>${output}`)
}

function submit(block: string, output?: string): unknown {
  return () => shownXml(snapshotTag, { operation: snapshot(block, output), order: 'callback' })
}

describe('what is asked for', () => {
  test.each([
    ['', undefined, 'Operation.Snapshot.Count is required.'],
    ['<Count>10001</Count>', undefined, /Count must be a whole number .* 10000/],
    ['<Count>2</Count><Width>127</Width>', undefined, /Snapshot.Width must be .* 128 to 4096/],
    ['<Count>2</Count><TimeInterval>0</TimeInterval>', undefined, /TimeInterval must be .* above 0/],
    ['<Count>2</Count><TimeInterval>3600.1</TimeInterval>', undefined, /TimeInterval must .* at most 3600/],
    ['<Count>2</Count><Mode>Every</Mode>', undefined, /Mode must be one of Interval, Average, KeyFrame/],
    ['<Count>2</Count>', outputs('out/s.jpg'), /Output.Object must contain \$\{Number\}/],
    ['<Count>2</Count>', outputs(undefined), /Output.Object or Operation.Output.SpriteObject is required/],
    ['<Count>2</Count>', outputs(undefined, 'p-${Number}.jpg'), /SpriteSnapshotConfig is required/],
    [
      `<Count>2</Count><SnapshotOutMode>OnlySprite</SnapshotOutMode>${SPRITE}`,
      undefined,
      /SpriteObject is required/,
    ],
    [
      '<Count>2</Count><SpriteSnapshotConfig><Color>Blurple</Color><Columns>1</Columns><Lines>1</Lines></SpriteSnapshotConfig>',
      undefined,
      /Color must be/,
    ],
    [
      '<Count>2</Count><SpriteSnapshotConfig><Color>Red</Color><Columns>10000</Columns><Lines>9</Lines></SpriteSnapshotConfig>',
      undefined,
      /at most 65500 a side/,
    ],
    [
      '<Count>2</Count><CIParam>imageMogr2/rotate/90</CIParam>',
      undefined,
      /CIParam imageMogr2\/rotate\/90 is not implemented/,
    ],
  ])('%s with %s is rejected', (block, output, message) => {
    expect(submit(block, output)).toThrow(message)
  })

  test('is shown as it was sent, and one picture needs no number', () => {
    const operation = snapshot(
      '<Mode>average</Mode><Start>0.50</Start><Count>1</Count><SpriteSnapshotConfig><Color/></SpriteSnapshotConfig>',
      outputs('out/one.jpg'),
    )
    expect(shownXml(snapshotTag, { operation, order: 'response' })).toMatch(
      /^<Operation><Snapshot><Mode>Average<\/Mode><Start>0.50<\/Start><Count>1<\/Count><\/Snapshot><Output>/,
    )
  })

  test('a template shows the documented defaults', () => {
    const xml = `<Request><Tag>Snapshot</Tag><Snapshot><Count>3</Count>${SPRITE}</Snapshot></Request>`
    const params = snapshotTag.template?.read(startReading(readXml(new TextEncoder().encode(xml))))
    expect(writeXml(['Template', snapshotTag.template?.show(params ?? null) ?? []])).toBe(
      '<Template><Snapshot><Mode>Interval</Mode><Start>0</Start><Count>3</Count><IsCheckCount>false</IsCheckCount>' +
        '<IsCheckBlack>false</IsCheckBlack><SpriteSnapshotConfig><Padding>0</Padding><Margin>0</Margin>' +
        '<Color>White</Color><Columns>2</Columns><Lines>2</Lines></SpriteSnapshotConfig></Snapshot></Template>',
    )
  })
})

/** Frames per second of the clips; frame n is a grey of 16 + 4n, so that a picture tells which frame it is. */
const RATE = 10
const GREYS = "geq=lum='16+4*N':cb=128:cr=128"

describe('what is taken', skipWithout('ffmpeg'), () => {
  let harness: TagHarness
  let greys: string
  let dark: string

  beforeAll(async () => {
    harness = await openTagHarness()
    greys = path.join(harness.directory, 'greys.mp4')
    const x264 = [
      '-c:v',
      'libx264',
      '-pix_fmt',
      'yuv420p',
      '-crf',
      '10',
      '-g',
      '15',
      '-bf',
      '2',
      '-sc_threshold',
      '0',
    ]
    await ffmpeg(['-f', 'lavfi', '-i', `nullsrc=s=192x128:r=${RATE}:d=4,${GREYS}`, ...x264, greys])
    dark = path.join(harness.directory, 'dark.mp4')
    const fades = `nullsrc=s=192x128:r=${RATE}:d=2,geq=lum='if(lt(N,6),16,100+N)':cb=128:cr=128`
    await ffmpeg(['-f', 'lavfi', '-i', fades, ...x264, dark])
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  async function take(block: string, output?: string, input = greys): Promise<readonly ProducedFile[]> {
    const outcome = await harness.runOperation(snapshotTag, snapshot(block, output), { input })
    if (outcome.kind !== 'success') throw new Error(JSON.stringify(outcome))
    return outcome.files
  }

  /** The grey of a picture's first pixel, 0 to 255, as the system's own FFmpeg decodes it. */
  async function greyOf({ path: file }: ProducedFile): Promise<number> {
    const raw = `${file}.rgb`
    await ffmpeg(['-i', file, '-pix_fmt', 'rgb24', '-f', 'rawvideo', raw])
    const [red = 0] = await readFile(raw)
    return red
  }

  async function framesOf(files: readonly ProducedFile[]): Promise<readonly number[]> {
    const greys = await Promise.all(files.map(greyOf))
    return greys.map((grey) => Math.round((grey * 219) / 255 / 4))
  }

  test('an interval may be shorter than any frame lasts', async () => {
    const block = '<TimeInterval>0.000001</TimeInterval><Count>3</Count>'
    const files = await take(block, outputs('out/${Number}-${Time}.jpg'))
    expect(files.map(({ place }) => place.object)).toEqual(['out/0-0.jpg', 'out/1-100.jpg', 'out/2-100.jpg'])
  })

  test('an interval: the frames at the times, under numbers and times in ms', async () => {
    const block = '<Start>0.2</Start><TimeInterval>0.9</TimeInterval><Count>9</Count>'
    const files = await take(block, outputs('out/${Number}-${Time}.${Ext}'))
    expect(files.map(({ place }) => place.object)).toEqual([
      'out/0-200.jpg',
      'out/1-1100.jpg',
      'out/2-2000.jpg',
      'out/3-2900.jpg',
      'out/4-3800.jpg',
    ])
    expect(await framesOf(files)).toEqual([2, 11, 20, 29, 38])
    const [first] = files
    expect(first?.contentType).toBe('image/jpeg')
    const report = await ffprobe(first?.path ?? '')
    expect(report.streams).toMatchObject([{ codec_name: 'mjpeg', width: 192, height: 128 }])
  })

  test('without an interval every frame; on average evenly; too short for the count, evenly if asked', async () => {
    expect(await framesOf(await take('<Start>1</Start><Count>4</Count>'))).toEqual([10, 11, 12, 13])
    expect(await framesOf(await take('<Mode>Average</Mode><Count>4</Count>'))).toEqual([0, 10, 20, 30])
    const short = '<TimeInterval>2</TimeInterval><Count>8</Count><IsCheckCount>true</IsCheckCount>'
    expect(await framesOf(await take(short))).toEqual([0, 5, 10, 15, 20, 25, 30, 35])
  })

  test('key frames alone', async () => {
    expect(await framesOf(await take('<Mode>KeyFrame</Mode><Count>9</Count>'))).toEqual([0, 15, 30])
    expect(await framesOf(await take('<Mode>KeyFrame</Mode><Start>1</Start><Count>1</Count>'))).toEqual([15])
  })

  test('a stream without an index, of which only the first frame is a key frame, and one without times', async () => {
    for (const name of ['greys.ts', 'greys.h264']) {
      const input = path.join(harness.directory, name)
      await ffmpeg(['-i', greys, '-c:v', 'libx264', '-crf', '10', '-g', '999', '-bf', '2', input])
      const files = await take('<Mode>Average</Mode><Count>4</Count>', undefined, input)
      expect(await framesOf(files)).toEqual([0, 10, 20, 30])
    }
  })

  test('a stream without an index, whose first frame is decoded before the file begins', async () => {
    const input = path.join(harness.directory, 'sparse.ts')
    const encoding = ['-c:v', 'libx264', '-crf', '10', '-g', '999', '-bf', '2', '-force_key_frames', '3']
    await ffmpeg(['-i', greys, ...encoding, input])
    const files = await take('<TimeInterval>0.9</TimeInterval><Count>9</Count>', undefined, input)
    expect(await framesOf(files)).toEqual([0, 9, 18, 27, 36])
  })

  test('the end is that of the pictures, where the sound goes on a little longer', async () => {
    const input = path.join(harness.directory, 'longer.flv')
    await ffmpeg([
      '-i',
      greys,
      '-f',
      'lavfi',
      '-i',
      'sine=d=4.4',
      '-c:v',
      'flv',
      '-q:v',
      '1',
      '-c:a',
      'aac',
      input,
    ])
    const files = await take('<Mode>Average</Mode><Count>4</Count>', undefined, input)
    expect(await framesOf(files)).toEqual([0, 10, 20, 30])
  })

  test('after a seek in a stream without an index, only what can be decoded', async () => {
    const input = path.join(harness.directory, 'steps.ts')
    // A new grey each second: the other frames have nothing but that they are like the one before.
    const steps = ['-vf', String.raw`select=not(mod(n\,10)),fps=10`]
    await ffmpeg(['-i', greys, ...steps, '-c:v', 'mpeg4', '-q:v', '1', '-g', '20', input])
    const files = await take('<TimeInterval>0.9</TimeInterval><Count>4</Count>', undefined, input)
    expect(await framesOf(files)).toEqual([0, 0, 10, 20])
  })

  test.each([
    ['png', 'png', 256, 171],
    ['webp', 'webp', 256, 171],
  ])('CIParam asks for %s, and a width alone keeps the proportions', async (format, codec, width, height) => {
    const block = `<Start>1</Start><Count>1</Count><Width>256</Width><CIParam>imageMogr2/format/${format}</CIParam>`
    const files = await take(block)
    expect(files[0]?.contentType).toBe(`image/${format}`)
    const report = await ffprobe(files[0]?.path ?? '')
    expect(report.streams).toMatchObject([{ codec_name: codec, width, height }])
    expect(await framesOf(files)).toEqual([10])
  })

  test('black frames are passed over, and a beginning in the dark too', async () => {
    const check = '<IsCheckBlack>true</IsCheckBlack><BlackLevel>90</BlackLevel>'
    const one = `<TimeInterval>0.5</TimeInterval><Count>2</Count>${check}`
    const names = (files: readonly ProducedFile[]): readonly string[] =>
      files.map(({ place }) => place.object)
    expect(names(await take(one, outputs('${Number}-${Time}'), dark))).toEqual(['0-600', '1-1100'])
    const later = `<Start>0.4</Start>${one}`
    expect(names(await take(later, outputs('${Number}-${Time}'), dark))).toEqual(['0-900', '1-1400'])
  })

  test('sprites: cells in rows, gaps in the colour, further sheets by number', async () => {
    const sprite =
      '<SpriteSnapshotConfig><CellWidth>96</CellWidth><CellHeight>64</CellHeight><Padding>4</Padding><Margin>10</Margin>' +
      '<Color>Red</Color><Columns>2</Columns><Lines>2</Lines></SpriteSnapshotConfig>'
    const block = `<Mode>Average</Mode><Count>5</Count><SnapshotOutMode>OnlySprite</SnapshotOutMode>${sprite}`
    const sheets = await take(block, outputs(undefined, 'out/p-${Number}.jpg'))
    expect(sheets.map(({ place }) => place.object)).toEqual(['out/p-0.jpg', 'out/p-1.jpg'])
    const [sheet] = sheets
    const report = await ffprobe(sheet?.path ?? '')
    expect(report.streams).toMatchObject([{ width: 2 * 96 + 4 + 20, height: 2 * 64 + 4 + 20 }])
    const raw = `${sheet?.path ?? ''}.rgb`
    await ffmpeg(['-i', sheet?.path ?? '', '-pix_fmt', 'rgb24', '-f', 'rawvideo', raw])
    const pixels = await readFile(raw)
    const at = (x: number, y: number): number[] => [
      ...pixels.subarray((y * 216 + x) * 3, (y * 216 + x) * 3 + 3),
    ]
    expect(at(2, 2).map((value) => value > 128)).toEqual([true, false, false])
    const grey = (frame: number): number => Math.round((4 * frame * 255) / 219)
    expect(Math.abs((at(58, 42)[1] ?? 0) - grey(0))).toBeLessThan(6)
    expect(Math.abs((at(158, 42)[1] ?? 0) - grey(8))).toBeLessThan(6)
    expect(Math.abs((at(158, 110)[1] ?? 0) - grey(24))).toBeLessThan(6)
  })

  test.each([
    ['DirectScale', 96, 96],
    ['MaxWHScale', 96, 64],
    ['MaxWHScaleAndPad', 96, 96],
  ])('%s: how a picture of 3 to 2 comes into a cell of 96 × 96', async (method, width, height) => {
    const sprite =
      '<SpriteSnapshotConfig><CellWidth>96</CellWidth><CellHeight>96</CellHeight><Color>Red</Color>' +
      `<Columns>1</Columns><Lines>1</Lines><ScaleMethod>${method}</ScaleMethod></SpriteSnapshotConfig>`
    const block = `<Mode>Average</Mode><Count>1</Count><SnapshotOutMode>OnlySprite</SnapshotOutMode>${sprite}`
    const [sheet] = await take(block, outputs(undefined, 'out/p.jpg'))
    const file = sheet?.path ?? ''
    expect((await ffprobe(file)).streams).toMatchObject([{ width, height }])
    const raw = `${file}.rgb`
    await ffmpeg(['-i', file, '-pix_fmt', 'rgb24', '-f', 'rawvideo', raw])
    // The pictures are grey: what is red was filled.
    const [red = 0, green = 0] = await readFile(raw)
    expect(red - green > 100).toBe(method === 'MaxWHScaleAndPad')
  })

  test('a callback shows what the documented example does', async () => {
    const operation = snapshot(
      `<Mode>Average</Mode><Count>2</Count><SnapshotOutMode>SnapshotAndSprite</SnapshotOutMode>${SPRITE}`,
      outputs('output/snapshot-${Number}.jpg', 'output/sprite-${Number}.jpg'),
    )
    const outcome = await harness.runOperation(snapshotTag, operation, { input: greys })
    const template = { id: 't1', name: 'tpl', params: snapshotTag.read(operation, noContext) }
    expect(shownXml(snapshotTag, { operation, template, order: 'callback', outcome })).toBe(
      '<Operation><JobLevel>0</JobLevel><MediaInfo><Format/><Stream><Audio/><Subtitle/><Video/></Stream></MediaInfo><MediaResult><OutputFile>' +
        `<Bucket>${BUCKET}</Bucket><Md5Info/><ObjectName>0.jpg</ObjectName><ObjectName>1.jpg</ObjectName>` +
        `<ObjectPrefix>output/snapshot-</ObjectPrefix><Region>${REGION}</Region><SpriteOutputFile>` +
        `<Bucket>${BUCKET}</Bucket><Md5Info/><ObjectName>0.jpg</ObjectName>` +
        `<ObjectPrefix>output/sprite-</ObjectPrefix><Region>${REGION}</Region></SpriteOutputFile></OutputFile></MediaResult>` +
        `<Output><Bucket>${BUCKET}</Bucket><Object>output/snapshot-\${Number}.jpg</Object><Region>${REGION}</Region>` +
        '<SpriteObject>output/sprite-${Number}.jpg</SpriteObject></Output><TemplateId>t1</TemplateId>' +
        '<TemplateName>tpl</TemplateName></Operation>',
    )
  })

  test('a recording, a broken file and a start behind the end are the client’s fault', async () => {
    const sound = path.join(harness.directory, 'sound.wav')
    await ffmpeg(['-f', 'lavfi', '-i', 'sine=d=0.2', sound])
    const outcomeOf = (block: string, input: string | Uint8Array): Promise<RunOutcome> =>
      harness.runOperation(snapshotTag, snapshot(block), { input })
    const one = '<Count>1</Count>'
    expect(await outcomeOf(one, sound)).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
    const cut = (await readFile(greys)).subarray(0, 400)
    expect(await outcomeOf(one, cut)).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
    const late = await outcomeOf('<Mode>Average</Mode><Start>60</Start><Count>1</Count>', greys)
    expect(late).toMatchObject({ kind: 'failed', code: 'InvalidArgument' })
  })
})

const noContext = {
  template: undefined,
  templateOf: (): never => {
    throw new Error('no template')
  },
  keyAt: (_path: string, url: string): string => url,
}
