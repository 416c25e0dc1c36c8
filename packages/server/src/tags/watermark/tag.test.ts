import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg, ffprobe } from '../../../../../tooling/ffprobe.ts'
import { matching } from '../../base/testing/test-matching.ts'
import {
  aContext,
  ANY_ORDER,
  anOperation,
  BUCKET,
  openTagHarness,
  outputXml,
  REGION,
  type TagHarness,
} from '../testing/test-tag.ts'
import { fileOf, pixel } from '../transcode/testing/transcode-harness.ts'
import { createWatermark } from './tag.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const tag = createWatermark({ maxDurationS: 60 })
const URL_OF_MARK = `https://${BUCKET}.cos.${REGION}.myqcloud.com/marks/red.png`
const MARK =
  '<Watermark><Type>Image</Type><Pos>TopLeft</Pos><LocMode>Absolute</LocMode>' +
  `<Image><Url>${URL_OF_MARK}</Url><Mode>Original</Mode><Transparency>100</Transparency></Image></Watermark>`

test.each([
  [outputXml('a.mp4'), undefined, /Operation\.Watermark or Operation\.WatermarkTemplateId is required/],
  [MARK, undefined, /Operation\.Output is required/],
  [MARK.repeat(4) + outputXml('a.mp4'), undefined, /At most 3 watermarks/],
  [`${MARK}${outputXml('a.mp4')}`, { id: 't1', name: 'n', params: {} }, /TemplateId is not for Watermark/],
])('%#: what it needs is asked for', (content, template, message) => {
  const read = (): unknown => tag.read(anOperation('Watermark', content), { ...aContext(), template })
  expect(read).toThrow(expect.objectContaining({ code: 'InvalidArgument', message: matching(message) }))
})

test('the rights to read its pictures and to write the pieces of a playlist are asked for', () => {
  const params = tag.read(anOperation('Watermark', `${MARK}${outputXml('out/a.m3u8')}`), aContext())
  const touched = tag.touches?.(params, ANY_ORDER)
  expect(touched?.reads).toHaveLength(1)
  expect(touched?.writes).toEqual([{ region: REGION, bucket: BUCKET, object: 'out/a_*' }])
})

describe('how it runs', skipWithout('ffmpeg'), () => {
  let harness: TagHarness
  let grey: string
  let objects: Readonly<Record<string, Uint8Array>>

  beforeAll(async () => {
    harness = await openTagHarness()
    const file = (name: string): string => path.join(harness.directory, name)
    grey = file('grey.mkv')
    await ffmpeg(['-f', 'lavfi', '-i', 'color=gray:d=1:s=320x240:r=12', '-c:v', 'libx264', grey])
    await ffmpeg(['-f', 'lavfi', '-i', 'color=red:s=64x32', '-frames:v', '1', file('red.png')])
    objects = { 'marks/red.png': await readFile(file('red.png')) }
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  const run = (key: string, input: string, beside = '') => {
    const operation = anOperation('Watermark', `${beside}${MARK}${outputXml(key)}`)
    return harness.runOperation(tag, operation, { input, objects })
  }

  test.each([
    ['out/a.mkv', 'matroska', 'h264'],
    ['out/a.webm', 'matroska', 'vp8'],
    ['out/a', 'mp4', 'h264'],
  ])('%s becomes what its name says, as large and as fast as it was', async (key, format, codec_name) => {
    const file = fileOf(await run(key, grey))
    const probe = await ffprobe(file)
    expect(probe.format.format_name).toContain(format)
    expect(probe.streams).toMatchObject([{ codec_name, width: 320, height: 240, r_frame_rate: '12/1' }])
    const [red, other] = [await pixel(file, [10, 10], 0.5), await pixel(file, [100, 10], 0.5)]
    expect(red[0]).toBeGreaterThan(220)
    expect(other[0]).toBeLessThan(150)
  })

  test('settings that came along are kept to', async () => {
    const beside =
      '<Transcode><Container><Format>mp4</Format></Container><Video><Codec>H.265</Codec><Width>160</Width></Video></Transcode>'
    const { streams } = await ffprobe(fileOf(await run('out/a.mp4', grey, beside)))
    expect(streams).toMatchObject([{ codec_name: 'hevc', width: 160, height: 120 }])
  })

  test('a sound has nothing to draw on', async () => {
    const sound = path.join(harness.directory, 'tone.m4a')
    await ffmpeg(['-f', 'lavfi', '-i', 'sine=d=1', sound])
    expect(await run('out/a.mp4', sound)).toMatchObject({
      ...{ kind: 'failed', code: 'ResourceNotSupported' },
      message: matching(/no video stream that a watermark/),
    })
  })
})
