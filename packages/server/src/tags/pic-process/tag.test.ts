import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg, ffprobe } from '../../../../../tooling/ffprobe.ts'
import type { NamedTemplate, RunOutcome } from '../tag.ts'
import { anOperation, openTagHarness, outputXml, shownXml, type TagHarness } from '../testing/test-tag.ts'
import { picProcessTag as tag } from './tag.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const operation = (rule: string, isPicInfo = 'false') =>
  anOperation(
    'PicProcess',
    `<PicProcess><IsPicInfo>${isPicInfo}</IsPicInfo><ProcessRule>${rule}</ProcessRule></PicProcess>${outputXml('out/a.jpg')}`,
  )

describe('how it runs', skipWithout('ffmpeg'), () => {
  let harness: TagHarness
  /** 120x80, red on the left and blue on the right. */
  let flag: string

  beforeAll(async () => {
    harness = await openTagHarness()
    flag = path.join(harness.directory, 'flag.png')
    const sources = 'color=red:s=60x80[l];color=blue:s=60x80[r];[l][r]hstack'
    await ffmpeg(['-f', 'lavfi', '-i', sources, '-frames:v', '1', flag])
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  const run = (rule: string, input: string | Uint8Array = flag): Promise<RunOutcome> =>
    harness.runOperation(tag, operation(`imageMogr2/${rule}`), { input })

  function fileOf(outcome: RunOutcome): string {
    if (outcome.kind !== 'success') throw new Error(JSON.stringify(outcome))
    return outcome.files[0]?.path ?? ''
  }

  /** The colours of the corners, clockwise from the upper left, each as `r`, `g`, `b`, `w`, `k` or hex. */
  async function corners(outcome: RunOutcome): Promise<{ size: string; corners: string }> {
    const file = fileOf(outcome)
    const { streams } = await ffprobe(file)
    const { width = 0, height = 0 } = streams[0] ?? {}
    const raw = path.join(harness.directory, 'raw')
    await ffmpeg(['-i', file, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-frames:v', '1', raw])
    const pixels = await readFile(raw)
    const at = (x: number, y: number) => [...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)]
    const [w, h] = [width - 3, height - 3]
    const found = [at(2, 2), at(w, 2), at(w, h), at(2, h)].map(nameOf)
    return { size: `${width}x${height}`, corners: found.join('') }
  }

  test.each([
    ['thumbnail/60x', '60x40', 'rbbr'],
    ['crop/20x40', '20x40', 'rrrr'],
    ['gravity/east/crop/20x40', '20x40', 'bbbb'],
    ['crop/40x40/gravity/center', '40x40', 'rbbr'],
    ['cut/60x30x30x10', '60x30', 'rbbr'],
    ['cut/100x100x70x70', '50x10', 'bbbb'],
    ['rotate/90', '80x120', 'rrbb'],
    ['flip/horizontal', '120x80', 'brrb'],
    ['rotate/90/thumbnail/40x/flip/vertical', '40x60', 'bbrr'],
    ['thumbnail/40x/rotate/90', '27x40', 'rrbb'],
    ['rotate/45', '141x141', 'wwww'],
    ['bright/-100', '120x80', 'kkkk'],
    ['contrast/-100/format/jpg', '120x80', '808080808080808080808080'],
    ['blur/5x3|imageMogr2/sharpen/70', '120x80', 'rbbr'],
  ])('%s of a red and blue flag is %s, %s', async (rule, size, expected) => {
    expect(await corners(await run(rule))).toEqual({ size, corners: expected })
  })

  test('grayscale makes both halves gray', async () => {
    const { corners: found } = await corners(await run('grayscale/1'))
    expect(found).toMatch(/^([0-9a-f]{2})\1\1([0-9a-f]{2})\2\2\2\2\2\1\1\1$/)
  })

  test.each([
    ['jpg', 'mjpeg', 'image/jpeg'],
    ['png', 'png', 'image/png'],
    ['webp', 'webp', 'image/webp'],
    ['gif', 'gif', 'image/gif'],
  ])('format/%s', async (format, codec, contentType) => {
    const outcome = await run(`format/${format}`)
    const { streams } = await ffprobe(fileOf(outcome))
    expect(streams[0]).toMatchObject({ codec_name: codec, width: 120, height: 80 })
    expect(outcome).toMatchObject({ files: [{ contentType, place: { object: 'out/a.jpg' } }] })
  })

  test('format/avif, whose size the box `ispe` has', async () => {
    const outcome = await run('thumbnail/60x/format/avif')
    const file = fileOf(outcome)
    expect((await ffprobe(file)).streams[0]).toMatchObject({ codec_name: 'av1' })
    const bytes = await readFile(file)
    const box = bytes.indexOf('ispe') + 8
    expect([bytes.readUInt32BE(box), bytes.readUInt32BE(box + 4)]).toEqual([60, 40])
    expect(outcome).toMatchObject({
      result: { processed: { format: 'AVIF', width: 60, height: 40 } },
      files: [{ contentType: 'image/avif' }],
    })
  })

  test('the quality of a JPEG is kept, bounded, forced, or taken a part of', async () => {
    const quality = async (rule: string, input: string) => {
      const outcome = await run(`format/jpg/${rule}`, input)
      const result: unknown = outcome.kind === 'success' && outcome.result
      expect(result).toMatchObject({ processed: { format: 'JPEG' } })
      return { outcome, quality: /"quality":(\d+)/.exec(JSON.stringify(result))?.[1] }
    }
    const { outcome, quality: first } = await quality('quality/68', flag)
    const original = path.join(harness.directory, 'q68.jpg')
    await writeFile(original, await readFile(fileOf(outcome)))
    const all = [first]
    for (const rule of [
      '',
      'quality/90',
      'quality/90!',
      'quality/30',
      'rquality/50',
      'lquality/80',
      'lquality/20',
    ])
      all.push((await quality(rule, original)).quality)
    expect(all).toEqual(['68', '68', '68', '90', '30', '34', '80', '68'])
    expect(await run('rquality/50')).toMatchObject({ kind: 'success' })
    expect(await run('format/jpg/rquality/50')).toMatchObject({
      kind: 'failed',
      code: 'ResourceNotSupported',
    })
  })

  test('a picture is turned as its EXIF says, which strip takes away', async () => {
    const upright = await readFile(fileOf(await run('format/jpg/strip')))
    const turned = Buffer.concat([upright.subarray(0, 2), ORIENTATION_6, upright.subarray(2)])
    expect(await corners(await run('auto-orient', turned))).toEqual({ size: '80x120', corners: 'rrbb' })
    const kept = await readFile(fileOf(await run('thumbnail/60x/blur/1x1', turned)))
    expect(kept.includes('Exif')).toBe(true)
    const stripped = await readFile(fileOf(await run('thumbnail/60x/blur/1x1/strip', turned)))
    expect(stripped.includes('Exif')).toBe(false)
  })

  test('every frame of a GIF gets smaller, and what can’t be done to frames is rejected', async () => {
    const input = path.join(harness.directory, 'moving.gif')
    await ffmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=120x80:r=5:d=1', input])
    const { streams } = await ffprobe(fileOf(await run('thumbnail/60x', input)))
    expect(streams[0]).toMatchObject({ codec_name: 'gif', width: 60, height: 40, nb_read_frames: 5 })
    expect(await corners(await run('rotate/90/format/png', input))).toMatchObject({ size: '80x120' })
    expect(await run('rotate/90', input)).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
  })

  test.each([
    ['crop/121x', 'InvalidArgument', 'crop to 121x80 is larger than the picture, which is 120x80'],
    ['cut/10x10x120x0', 'InvalidArgument', 'lies outside of the picture'],
    ['thumbnail/!9999px', 'InvalidArgument', 'thumbnail would be 11999x80'],
    ['thumbnail/9000x9000!', 'ResourceNotSupported', 'has 81000000 pixels; at most 50000000'],
    ['thumbnail/5000x5000!/format/avif', 'ResourceNotSupported', 'at most 16000000 are encoded'],
  ])('%s of 120x80 is rejected', async (rule, code, message) => {
    const outcome = await run(rule)
    expect(outcome).toMatchObject({ kind: 'failed', code })
    expect(JSON.stringify(outcome)).toContain(message)
  })

  test('what is no picture, damaged, or a bomb is the input’s fault', async () => {
    const png = await readFile(flag)
    const bomb = Buffer.from(png)
    bomb.writeUInt32BE(60_000, 16)
    bomb.writeUInt32BE(60_000, 20)
    for (const [input, reason] of [
      [Buffer.from('no picture'), 'is no picture'],
      [Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'is no picture'],
      [png.subarray(0, png.length - 60), 'is damaged'],
      [bomb, 'has 3600000000 pixels; at most 50000000'],
    ] as const) {
      const outcome = await run('format/jpg', input)
      expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
      expect(JSON.stringify(outcome)).toContain(reason)
    }
  })

  test('its callback says what was measured, in the order of the page', async () => {
    const template: NamedTemplate = {
      id: 't1',
      name: 'turn',
      params: { isPicInfo: 'true', processRule: 'imageMogr2/rotate/90/format/jpg' },
    }
    const asked = anOperation('PicProcess', `<TemplateId>t1</TemplateId>${outputXml('out/a.${Ext}')}`)
    const outcome = await harness.run(tag, {
      params: template.params,
      input: flag,
      output: asked.output,
      objects: { 'in/a': await readFile(flag) },
    })
    const xml = shownXml(tag, { operation: asked, order: 'callback', template, outcome })
    expect(xml.replace(/<Etag>"[0-9a-f]{32}"<\/Etag>/g, '<Etag>…</Etag>')).toBe(
      '<Operation><JobLevel>0</JobLevel><Output><Bucket>media-1250000000</Bucket><Object>out/a.${Ext}</Object><Region>ap-guangzhou</Region>' +
        '</Output><PicProcessResult><ObjectName>out/a.jpg</ObjectName><OriginalInfo><Etag>…</Etag><ImageInfo>' +
        '<Ave>0x7f007f</Ave><Format>PNG</Format><Height>80</Height><Orientation>0</Orientation><Width>120</Width>' +
        '</ImageInfo></OriginalInfo><ProcessResult><Etag>…</Etag><Format>JPEG</Format><Height>120</Height>' +
        '<Quality>80</Quality><Size>1</Size><Width>80</Width></ProcessResult></PicProcessResult>' +
        '<TemplateId>t1</TemplateId><TemplateName>turn</TemplateName></Operation>',
    )
  })
})

test('a template shows what was left to its default', () => {
  const read = tag.template?.read(operation('imageMogr2/strip').field)
  expect(read).toEqual({ isPicInfo: 'false', processRule: 'imageMogr2/strip' })
  expect(read && tag.template?.show(read)).toEqual([
    [
      'PicProcess',
      [
        ['IsPicInfo', 'false'],
        ['ProcessRule', 'imageMogr2/strip'],
      ],
    ],
  ])
})

/** What a camera writes that was held upright: an EXIF segment with the one entry Orientation = 6. */
const ORIENTATION_6 = Buffer.from(
  'ffe1002245786966000049492a0008000000010012010300010000000600000000000000',
  'hex',
)

function nameOf(colour: readonly number[]): string {
  const names = new Map([
    ['100', 'r'],
    ['001', 'b'],
    ['111', 'w'],
    ['000', 'k'],
  ])
  // Lossy coding is a few steps off.
  const digits = colour.map((value) => (value > 240 ? '1' : value < 15 ? '0' : '?')).join('')
  return names.get(digits) ?? colour.map((value) => value.toString(16).padStart(2, '0')).join('')
}
