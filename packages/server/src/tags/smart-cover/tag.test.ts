import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ffmpeg, ffprobe } from '../../../../../tooling/ffprobe.ts'
import { startReading } from '../../protocol/xml/read-fields.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import { writeXml } from '../../protocol/xml/write-xml.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import {
  anOperation,
  BUCKET,
  openTagHarness,
  outputXml,
  REGION,
  shownXml,
  type TagHarness,
} from '../testing/test-tag.ts'
import type { ProducedFile } from '../tag.ts'
import { smartCoverTag } from './tag.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

function smartCover(block: string, object = 'output/smartcover-${Number}.jpg'): OperationRequest {
  return anOperation('SmartCover', `${block}${outputXml(object)}`)
}

test.each([
  ['<SmartCover><Count>11</Count></SmartCover>', undefined, /SmartCover.Count must be .* to 10/],
  ['<SmartCover><Format>bmp</Format></SmartCover>', undefined, /Format must be one of jpg, png, webp/],
  ['<SmartCover><Height>5000</Height></SmartCover>', undefined, /Height must be .* to 4096/],
  ['', 'output/cover.jpg', /Object must contain \$\{Number\}/],
])('%s with %s is rejected', (block, object, message) => {
  expect(() => shownXml(smartCoverTag, { operation: smartCover(block, object), order: 'callback' })).toThrow(
    message,
  )
})

test('a template shows the documented defaults', () => {
  const xml = '<Request><SmartCover><Width>1280</Width></SmartCover></Request>'
  const params = smartCoverTag.template?.read(startReading(readXml(new TextEncoder().encode(xml))))
  expect(writeXml(['Template', smartCoverTag.template?.show(params ?? null) ?? []])).toBe(
    '<Template><SmartCover><Format>jpg</Format><Width>1280</Width><Count>3</Count>' +
      '<DeleteDuplicates>false</DeleteDuplicates></SmartCover></Template>',
  )
})

describe('the covers of a video', skipWithout('ffmpeg'), () => {
  let harness: TagHarness
  let scenes: string

  /** Black, then a red, a green and a blue scene with something sharp in them, with a fade between. */
  beforeAll(async () => {
    harness = await openTagHarness()
    scenes = path.join(harness.directory, 'scenes.mp4')
    const scene = (color: string): string[] => [
      ...['-f', 'lavfi', '-i'],
      `color=${color}:s=256x144:r=10:d=1,drawgrid=w=24:h=24:t=2:c=white`,
    ]
    await ffmpeg([
      ...[
        '-f',
        'lavfi',
        '-i',
        'color=black:s=256x144:r=10:d=2',
        ...scene('red'),
        ...scene('green'),
        ...scene('blue'),
      ],
      ...['-filter_complex', '[0][1][2][3]concat=n=4', '-pix_fmt', 'yuv420p', scenes],
    ])
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  async function covers(block: string, object?: string): Promise<readonly ProducedFile[]> {
    const outcome = await harness.runOperation(smartCoverTag, smartCover(block, object), { input: scenes })
    if (outcome.kind !== 'success') throw new Error(JSON.stringify(outcome))
    return outcome.files
  }

  /** Which of red, green and blue a cover has most of; nothing when it is dark. */
  async function colorOf({ path: file }: ProducedFile): Promise<string> {
    const raw = `${file}.rgb`
    await ffmpeg(['-i', file, '-vf', 'scale=2:2', '-pix_fmt', 'rgb24', '-f', 'rawvideo', raw])
    const [red = 0, green = 0, blue = 0] = await readFile(raw)
    const most = Math.max(red, green, blue)
    if (most < 60) return ''
    if (red === most) return 'red'
    return green === most ? 'green' : 'blue'
  }

  test('neither template nor block: three, each of another scene, none of them black', async () => {
    const files = await covers('')
    expect(files.map(({ place }) => place.object)).toEqual([0, 1, 2].map((n) => `output/smartcover-${n}.jpg`))
    const colors = await Promise.all(files.map(colorOf))
    expect(colors.toSorted()).toEqual(['blue', 'green', 'red'])
  })

  test('duplicates are left out when that is asked for, else the count is kept', async () => {
    const block = (deletes: boolean): string =>
      `<SmartCover><Count>10</Count><DeleteDuplicates>${deletes}</DeleteDuplicates></SmartCover>`
    expect(await covers(block(false))).toHaveLength(10)
    const different = await covers(block(true))
    expect(different.length).toBeGreaterThanOrEqual(3)
    expect(different.length).toBeLessThanOrEqual(4)
  })

  test.each(['png', 'webp'])('as %s of another size', async (format) => {
    const block = `<SmartCover><Format>${format}</Format><Width>320</Width><Height>200</Height><Count>1</Count></SmartCover>`
    const [cover] = await covers(block, 'out/cover.${Ext}')
    expect(cover).toMatchObject({ place: { object: `out/cover.${format}` }, contentType: `image/${format}` })
    const report = await ffprobe(cover?.path ?? '')
    expect(report.streams).toMatchObject([{ codec_name: format, width: 320, height: 200 }])
  })

  test('a callback shows what the documented example does', async () => {
    const operation = smartCover(
      '<SmartCover><Format>jpg</Format><Width>256</Width><Count>2</Count></SmartCover>',
    )
    const outcome = await harness.runOperation(smartCoverTag, operation, { input: scenes })
    expect(shownXml(smartCoverTag, { operation, order: 'callback', outcome })).toBe(
      '<Operation><JobLevel>0</JobLevel><MediaInfo><Format/><Stream><Audio/><Subtitle/><Video/></Stream></MediaInfo><MediaResult><OutputFile>' +
        `<Bucket>${BUCKET}</Bucket><Md5Info/><ObjectName>output/smartcover-0.jpg</ObjectName>` +
        `<ObjectName>output/smartcover-1.jpg</ObjectName><ObjectPrefix/><Region>${REGION}</Region></OutputFile>` +
        `</MediaResult><Output><Bucket>${BUCKET}</Bucket><Object>output/smartcover-\${Number}.jpg</Object>` +
        `<Region>${REGION}</Region></Output><SmartCover><Count>2</Count><Format>jpg</Format><Width>256</Width></SmartCover>` +
        '</Operation>',
    )
  })

  test('what is no video is the input’s fault', async () => {
    const input = new TextEncoder().encode('no video at all')
    const outcome = await harness.runOperation(smartCoverTag, smartCover(''), { input })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
  })
})
