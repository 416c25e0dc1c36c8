import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg, ffprobe } from '../../../../../tooling/ffprobe.ts'
import { matching } from '../../base/testing/test-matching.ts'
import { fileOf, frameBytes, MP4, openTranscodeHarness, pixel, VIDEO } from './testing/transcode-harness.ts'
import type { TranscodeHarness } from './testing/transcode-harness.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

describe('what stands on the picture', skipWithout('ffmpeg'), () => {
  let harness: TranscodeHarness
  let image: string

  beforeAll(async () => {
    harness = await openTranscodeHarness()
    image = path.join(harness.directory, 'red.png')
    await ffmpeg(['-f', 'lavfi', '-i', 'color=red:s=64x32', '-frames:v', '1', image])
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  const AT = '<LocMode>Absolute</LocMode><Dx>10</Dx><Dy>20</Dy>'

  const MARK_URL = 'https://media-1250000000.cos.ap-guangzhou.myqcloud.com/marks/red.png'
  const mark = (more: string): string =>
    `<Watermark><Type>Image</Type><Pos>BottomRight</Pos>${AT}${more}` +
    `<Image><Url>${MARK_URL}</Url><Mode>Fixed</Mode><Width>32</Width><Transparency>100</Transparency></Image></Watermark>`

  test('an image stands where and while it is asked for', async () => {
    const objects = { 'marks/red.png': await readFile(image) }
    const beside = mark('<StartTime>1</StartTime>')
    const file = fileOf(await harness.run(MP4 + VIDEO, { input: harness.grey, objects, beside }))
    // 32 × 16 pixels, whose corner is 10 and 20 away from that of the picture.
    const inside = [290, 210] as const
    expect((await pixel(file, inside, 1.5))[0]).toBeGreaterThan(230)
    for (const [at, when] of [
      [inside, 0.5],
      [[270, 210], 1.5],
      [[316, 210], 1.5],
      [[290, 200], 1.5],
    ] as const)
      expect((await pixel(file, at, when))[0]).toBeLessThan(150)
    // The image has the full range of colours, which the picture does not take over.
    expect((await ffprobe(file)).streams).toMatchObject([{ pix_fmt: 'yuv420p' }])
    expect(await harness.run(MP4 + VIDEO, { input: harness.grey, beside })).toMatchObject({
      kind: 'failed',
      code: 'ResourceNotFound',
    })
    const list = { 'marks/red.png': new TextEncoder().encode('#EXTM3U\n#EXTINF:1,\n/etc/hostname\n') }
    expect(await harness.run(MP4 + VIDEO, { input: harness.grey, objects: list, beside })).toMatchObject({
      kind: 'failed',
      message: matching(/Watermark.Image.Url/),
    })
  })

  test('a picture that comes as RGB keeps its colours under an image, and is not told as RGB', async () => {
    const gif = path.join(harness.directory, 'blue.gif')
    await ffmpeg(['-f', 'lavfi', '-i', 'color=blue:s=64x64:d=0.5', gif])
    const objects = { 'marks/red.png': await readFile(image) }
    const file = fileOf(await harness.run(MP4 + VIDEO, { input: gif, objects, beside: mark('') }))
    const [stream] = (await ffprobe(file)).streams
    expect(stream).toMatchObject({ pix_fmt: 'yuv420p' })
    expect(stream?.color_space).not.toBe('gbr')
    const [red = 0, green = 0, blue = 0] = await pixel(file, [4, 4])
    expect(Math.max(red, green)).toBeLessThan(20)
    expect(blue).toBeGreaterThan(235)
  })

  test('words are drawn, Chinese ones too, and mean nothing to FFmpeg', async () => {
    const words = (text: string): string =>
      `<Watermark><Type>Text</Type><Pos>TopLeft</Pos>${AT}<Text><FontSize>40</FontSize><FontType>simfang.ttf</FontType>` +
      `<FontColor>0xFFFFFF</FontColor><Transparency>100</Transparency><Text>${text}</Text></Text></Watermark>`
    const brightest = async (text: string, mark = words(text)): Promise<number> => {
      const file = fileOf(await harness.run(MP4 + VIDEO, { input: harness.grey, beside: mark }))
      const stdout = await frameBytes(file, { filter: 'crop=200:50:10:20', format: 'gray' })
      return stdout.filter((value) => value > 200).length
    }
    const plain = await brightest('水印')
    expect(plain).toBeGreaterThan(100)
    const barely = words('水印')
      .replace('0xFFFFFF', '#FFFFFF')
      .replace(/<Dx>.*<\/Dy>/, '')
    expect(await brightest('', barely)).toBeGreaterThan(20)
    // Each character that is drawn adds to it, also those that are FFmpeg's own.
    expect(await brightest(`%{pts}':;,\\n`)).toBeGreaterThan(100)
  })

  test('a logo is painted over', async () => {
    const marked = path.join(harness.directory, 'marked.mp4')
    await ffmpeg(['-i', harness.grey, '-vf', 'drawbox=20:20:40:30:white:fill', '-c:v', 'libx264', marked])
    const beside =
      '<RemoveWatermark><Dx>18</Dx><Dy>18</Dy><Width>46</Width><Height>36</Height></RemoveWatermark>'
    const file = fileOf(await harness.run(MP4 + VIDEO, { input: marked, beside }))
    expect((await pixel(file, [40, 34]))[0]).toBeLessThan(150)
    const outside = beside.replace('18</Dx>', '900</Dx>')
    expect(await harness.run(MP4 + VIDEO, { input: marked, beside: outside })).toMatchObject({
      code: 'InvalidArgument',
    })
  })
})
