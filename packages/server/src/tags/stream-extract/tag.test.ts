import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { matching } from '../../base/testing/test-matching.ts'
import { ffmpeg, ffprobe } from '../../../../../tooling/ffprobe.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import {
  ANY_ORDER,
  anOperation,
  BUCKET,
  openTagHarness,
  REGION,
  shownXml,
  type TagHarness,
} from '../testing/test-tag.ts'
import type { RunOutcome } from '../tag.ts'
import { streamExtractTag as tag } from './tag.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

type StreamRequest = readonly [index: number, object: string]

function extracting(...streams: readonly StreamRequest[]): OperationRequest {
  const wanted = streams.map(
    ([index, object]) => `<StreamExtract><Index>${index}</Index><Object>${object}</Object></StreamExtract>`,
  )
  return anOperation(
    'StreamExtract',
    `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket>${wanted.join('')}</Output><UserData>u</UserData>`,
  )
}

const READ = { template: undefined, templateOf: () => expect.fail(), keyAt: () => expect.fail() }

test.each([
  [[], 'Operation.Output.StreamExtract is required.'],
  [[[0, 'a.xyz']], /^Operation\.Output\.StreamExtract\.Object must end like one of aac, /],
  [
    [
      [1, 'a'],
      [2, 'a'],
    ],
    'Operation.Output.StreamExtract.Object must differ from one stream to the other.',
  ],
  [[[-1, 'a']], 'Operation.Output.StreamExtract.Index must be a whole number from 0 to 1000.'],
  [Array.from({ length: 11 }, (_, n) => [n, `o${n}`] as const), /^At most 10 /],
] as const)('%j is rejected', (streams, message) => {
  expect(() => tag.read(extracting(...streams), READ)).toThrow(
    expect.objectContaining({
      code: 'InvalidArgument',
      message: typeof message === 'string' ? message : matching(message),
    }),
  )
})

test('the right to write each of its objects is asked for', () => {
  const params = tag.read(extracting([0, 'out/v.mp4'], [1, 'out/${InputName}.aac']), READ)
  expect(tag.touches?.(params, ANY_ORDER)).toEqual({
    writes: [
      { region: REGION, bucket: BUCKET, object: 'out/v.mp4' },
      { region: REGION, bucket: BUCKET, object: 'out/${InputName}.aac' },
    ],
  })
})

test('a callback names each stream’s object under both names', () => {
  const place = { region: REGION, bucket: BUCKET, object: 'out/a.aac' }
  const outcome: RunOutcome = {
    kind: 'success',
    message: '',
    result: {},
    files: [{ path: '', place, contentType: '' }],
  }
  expect(shownXml(tag, { operation: extracting([1, 'out/a.aac']), order: 'callback', outcome })).toBe(
    '<Operation><JobLevel>0</JobLevel><MediaResult><OutputFile><Bucket>media-1250000000</Bucket><Md5Info>' +
      '<Md5>00000000000000000000000000000000</Md5><ObjectName>out/a.aac</ObjectName></Md5Info>' +
      '<ObjectName>out/a.aac</ObjectName><ObjectPrefix/><Region>ap-guangzhou</Region></OutputFile></MediaResult>' +
      '<Output><Bucket>media-1250000000</Bucket><Region>ap-guangzhou</Region><StreamExtract><Index>1</Index>' +
      '<Object>out/a.aac</Object><Output>out/a.aac</Output></StreamExtract></Output>' +
      '<UserData>u</UserData></Operation>',
  )
})

describe('how it runs', skipWithout('ffmpeg'), () => {
  let harness: TagHarness
  let clip: string

  beforeAll(async () => {
    harness = await openTagHarness()
    clip = path.join(harness.directory, 'clip.mkv')
    const video = ['-f', 'lavfi', '-i', 'testsrc2=d=2:s=160x120:r=10', '-f', 'lavfi', '-i', 'sine=d=2']
    await ffmpeg([...video, '-c:v', 'libx264', '-bf', '2', '-c:a', 'aac', clip])
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  function run(...streams: readonly StreamRequest[]): Promise<RunOutcome> {
    return harness.runOperation(tag, extracting(...streams), { input: clip, inputKey: 'in/clip.mkv' })
  }

  test('each stream becomes a file of its own, whole, in the container that its key ends with', async () => {
    const outcome = await run(
      [0, 'out/v.mp4'],
      [1, 'out/${InputName}.aac'],
      [1, 'out/sound'],
      [0, 'v.${Ext}'],
    )
    if (outcome.kind !== 'success') return expect.fail(JSON.stringify(outcome))
    const [video, aac, sound, own] = outcome.files
    expect(outcome.files.map(({ place, contentType }) => [place.object, contentType])).toEqual([
      ['out/v.mp4', 'video/mp4'],
      ['out/clip.aac', 'audio/aac'],
      ['out/sound', 'audio/aac'],
      ['v.mp4', 'video/mp4'],
    ])
    const mp4 = await ffprobe(video?.path ?? '')
    expect(mp4.streams).toMatchObject([{ codec_name: 'h264', width: 160, nb_read_frames: 20 }])
    expect(mp4.format.duration).toBeCloseTo(2, 1)
    for (const file of [aac, sound]) {
      const { format, streams } = await ffprobe(file?.path ?? '')
      expect(format.format_name).toBe('aac')
      expect(streams).toMatchObject([{ codec_name: 'aac', sample_rate: 44_100 }])
    }
    expect((await ffprobe(own?.path ?? '')).format.format_name).toContain('mp4')
  })

  test.each([
    [
      [1, 'a.mp3'],
      'ResourceNotSupported',
      'The stream 1 of the input is audio (aac), which can’t be copied into an mp3 file.',
    ],
    [[7, 'a.mp4'], 'InvalidArgument', 'The input has no video, audio or subtitle stream of the Index 7.'],
  ] as const)('%j is rejected with the reason', async (stream, code, message) => {
    expect(await run(stream)).toEqual({ kind: 'failed', code, message: message.replace('’', "'") })
  })

  test('a playlist opens no other file', async () => {
    const input = new TextEncoder().encode(`#EXTM3U\n#EXTINF:2,\n${clip}\n#EXT-X-ENDLIST\n`)
    const outcome = await harness.runOperation(tag, extracting([0, 'v.mp4']), { input })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
  })
})
