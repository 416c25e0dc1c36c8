import { readFile } from 'node:fs/promises'
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
  outputXml,
  REGION,
  shownXml,
  type TagHarness,
} from '../testing/test-tag.ts'
import type { RunOutcome } from '../tag.ts'
import { writePlaylist } from './pieces.ts'
import { segmentTag as tag } from './tag.ts'
import { skipWithout } from '../../../../../tooling/skip-without.ts'

const READ = { template: undefined, templateOf: () => expect.fail(), keyAt: () => expect.fail() }

function cutting(block: string, object: string): OperationRequest {
  return anOperation('Segment', `<Segment>${block}</Segment>${outputXml(object)}<UserData>u</UserData>`)
}

test.each([
  ['<Format>wmv</Format>', 'a', 'InvalidArgument', /Segment\.Format must be one of aac, mp3/],
  ['', 'a', 'InvalidArgument', /Segment\.Format is required/],
  ['<Format>mp4</Format><Duration>4</Duration>', 'a${Number}', 'InvalidArgument', /Duration must be a whole/],
  ['<Format>mp4</Format><Duration>5</Duration>', 'a.mp4', 'InvalidArgument', /Object must have \$\{Number\}/],
  ['<Format>ts</Format><StartTime>3</StartTime><EndTime>3</EndTime>', 'a', 'InvalidArgument', /EndTime/],
  [
    '<Format>hls</Format><HlsEncrypt><IsHlsEncrypt>true</IsHlsEncrypt></HlsEncrypt>',
    'a.m3u8',
    'NotImplemented',
    /Segment\.HlsEncrypt/,
  ],
])('%s to %s is rejected', (block, object, code, message) => {
  expect(() => tag.read(cutting(block, object), READ)).toThrow(
    expect.objectContaining({ code, message: matching(message) }),
  )
})

test('the right to write the pieces of a playlist is asked for', () => {
  const params = tag.read(cutting('<Format>hls</Format>', 'out/a.m3u8'), READ)
  expect(tag.touches?.(params, ANY_ORDER)).toEqual({
    writes: [{ region: REGION, bucket: BUCKET, object: 'out/a-*' }],
  })
})

test('a callback repeats the block in alphabetical order, with an encryption that was off', () => {
  const block =
    '<Format>mp4</Format><Duration>25</Duration><HlsEncrypt><IsHlsEncrypt>false</IsHlsEncrypt><UriKey/></HlsEncrypt>'
  const operation = cutting(block, 'output/segment-${number}')
  expect(shownXml(tag, { operation, order: 'callback' })).toBe(
    '<Operation><JobLevel>0</JobLevel><Output><Bucket>media-1250000000</Bucket><Object>output/segment-${number}</Object>' +
      '<Region>ap-guangzhou</Region></Output><Segment><Duration>25</Duration><Format>mp4</Format><HlsEncrypt>' +
      '<IsHlsEncrypt>false</IsHlsEncrypt><UriKey/></HlsEncrypt></Segment><UserData>u</UserData>' +
      '</Operation>',
  )
})

test('a playlist names its pieces by addresses, whatever is in their keys', () => {
  expect(writePlaylist([{ key: 'out/a b?-0.ts', durationS: 5.04 }])).toBe(
    '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n' +
      '#EXTINF:5.040000,\na%20b%3F-0.ts\n#EXT-X-ENDLIST\n',
  )
})

describe('how it runs', skipWithout('ffmpeg'), () => {
  let harness: TagHarness
  /** 12 s with a key frame each second, and two frames shown before what they are decoded from. */
  let clip: string

  beforeAll(async () => {
    harness = await openTagHarness()
    clip = path.join(harness.directory, 'clip.mp4')
    const video = ['-f', 'lavfi', '-i', 'testsrc2=d=12:s=128x96:r=10', '-f', 'lavfi', '-i', 'sine=d=12']
    const encoding = ['-c:v', 'libx264', '-g', '10', '-sc_threshold', '0', '-bf', '2', '-c:a', 'aac']
    await ffmpeg([...video, ...encoding, clip])
  })

  afterAll(() => harness[Symbol.asyncDispose]())

  async function run(
    block: string,
    object: string,
    input = clip,
  ): Promise<Extract<RunOutcome, { kind: 'success' }>> {
    const outcome = await harness.runOperation(tag, cutting(block, object), { input })
    return outcome.kind === 'success' ? outcome : expect.fail(JSON.stringify(outcome))
  }

  async function look(file: string | undefined) {
    const { streams, format } = await ffprobe(file ?? '')
    const video = streams.find(({ codec_type: type }) => type === 'video')
    return { streams, format, frames: video?.nb_read_frames, seconds: format.duration ?? 0 }
  }

  test.each(['mp4', 'mkv', 'ts', 'avi'])(
    'pieces of %s begin at key frames, and lose no frame',
    async (format) => {
      const outcome = await run(`<Format>${format}</Format><Duration>5</Duration>`, 'out/s-${Number}.${Ext}')
      expect(outcome.files.map(({ place }) => place.object)).toEqual(
        [0, 1, 2].map((n) => `out/s-${n}.${format}`),
      )
      const pieces = await Promise.all(outcome.files.map((file) => look(file.path)))
      expect(pieces.map(({ frames }) => frames)).toEqual([50, 50, 20])
      for (const { streams, seconds } of pieces.slice(0, 2)) {
        expect(streams.map(({ codec_name: codec }) => codec).toSorted()).toEqual(['aac', 'h264'])
        expect(seconds).toBeCloseTo(5, 0)
      }
      const operation = cutting(`<Format>${format}</Format><Duration>5</Duration>`, 'out/s-${Number}')
      expect(shownXml(tag, { operation, order: 'callback', outcome })).toContain(
        `<ObjectName>0.${format}</ObjectName><ObjectName>1.${format}</ObjectName><ObjectName>2.${format}</ObjectName>` +
          '<ObjectPrefix>out/s-</ObjectPrefix>',
      )
    },
  )

  test('a playlist plays as the whole', async () => {
    const outcome = await run('<Format>hls</Format><Duration>5</Duration>', 'out/a.m3u8')
    expect(outcome.files.map(({ place, isPart }) => [place.object, isPart])).toEqual([
      ['out/a-0.ts', true],
      ['out/a-1.ts', true],
      ['out/a-2.ts', true],
      ['out/a.m3u8', undefined],
    ])
    const playlist = await readFile(outcome.files.at(-1)?.path ?? '', 'utf8')
    expect(playlist).toMatch(
      /#EXTINF:5\.000000,\na-0\.ts\n#EXTINF:5\.000000,\na-1\.ts\n#EXTINF:2\.\d+,\na-2\.ts\n/,
    )
    const joined = path.join(harness.directory, 'joined.ts')
    await ffmpeg([
      '-i',
      `concat:${outcome.files
        .slice(0, 3)
        .map((file) => file.path)
        .join('|')}`,
      '-c',
      'copy',
      joined,
    ])
    expect(await look(joined)).toMatchObject({ frames: 120 })
  })

  test('without Duration there is one file, from the key frame before StartTime to EndTime', async () => {
    const outcome = await run(
      '<Format>mp4</Format><StartTime>3.5</StartTime><EndTime>6</EndTime>',
      'out/a.mp4',
    )
    expect(outcome.files.map(({ place }) => place.object)).toEqual(['out/a.mp4'])
    const { frames, seconds } = await look(outcome.files[0]?.path)
    expect(seconds).toBeCloseTo(3, 0)
    expect(frames).toBeGreaterThanOrEqual(30)
    expect(frames).toBeLessThanOrEqual(32)
  })

  test.each([
    ['ts', ['-c:v', 'libx264', '-sc_threshold', '0', '-bf', '2']],
    ['mpg', ['-c:v', 'mpeg2video', '-f', 'vob']],
  ])(
    'a %s without an index is cut at the key frame before StartTime, however far that is',
    async (name, encoding) => {
      const sparse = path.join(harness.directory, `sparse.${name}`)
      const source = ['-f', 'lavfi', '-i', 'testsrc2=d=6:s=128x96:r=25', '-f', 'lavfi', '-i', 'sine=d=6']
      await ffmpeg([...source, '-g', '75', ...encoding, '-c:a', 'mp2', sparse])
      const cut = async (startS: number, endS: number) => {
        const times = `<StartTime>${startS}</StartTime><EndTime>${endS}</EndTime>`
        const outcome = await run(`<Format>mkv</Format>${times}`, 'out/a', sparse)
        return (await look(outcome.files[0]?.path)).frames
      }
      // Up to the end by decoding times: some frames of later ones are before it.
      const early = await cut(2, 2.8)
      expect(early).toBeGreaterThanOrEqual(70)
      expect(early).toBeLessThan(75)
      expect(await cut(5.2, 6)).toBe(75)
    },
  )

  test('a stream of few frames, which are decoded long before they are shown', async () => {
    const slow = path.join(harness.directory, 'slow.ts')
    const source = ['-f', 'lavfi', '-i', 'testsrc2=d=8:s=128x96:r=5', '-f', 'lavfi', '-i', 'sine=d=8']
    const encoding = ['-c:v', 'libx264', '-g', '15', '-sc_threshold', '0', '-bf', '3', '-b_strategy', '0']
    await ffmpeg([...source, ...encoding, '-c:a', 'aac', slow])
    const times = '<StartTime>4</StartTime><EndTime>6</EndTime>'
    const outcome = await run(`<Format>mp4</Format>${times}`, 'out/a', slow)
    expect((await look(outcome.files[0]?.path)).frames).toBeGreaterThanOrEqual(15)
  })

  test('sound that comes behind a key frame of a later time is in the piece of its own time', async () => {
    const behind = path.join(harness.directory, 'behind.mpg')
    const source = ['-f', 'lavfi', '-i', 'testsrc2=d=12:s=128x96:r=25', '-f', 'lavfi', '-i', 'sine=d=12']
    // Pictures are sent early, as a decoder's buffer for them is large.
    const encoding = ['-c:v', 'mpeg2video', '-g', '25', '-c:a', 'mp2', '-f', 'vob', '-muxdelay', '2']
    await ffmpeg([...source, ...encoding, behind])
    const outcome = await run('<Format>mp4</Format><Duration>5</Duration>', 'out/${Number}', behind)
    const pieces = await Promise.all(outcome.files.map((file) => look(file.path)))
    const sounds = pieces.map(({ streams }) => streams.find(({ codec_type: type }) => type === 'audio'))
    expect(sounds.map((sound) => Math.round(sound?.duration ?? 0))).toEqual([5, 5, 2])
  })

  test('a container of sound takes the sound alone', async () => {
    const outcome = await run('<Format>aac</Format><Duration>5</Duration>', 'out/${Number}.aac')
    const pieces = await Promise.all(outcome.files.map((file) => look(file.path)))
    expect(pieces.map(({ streams }) => streams.length)).toEqual([1, 1, 1])
    expect(pieces.reduce((sum, { seconds }) => sum + seconds, 0)).toBeCloseTo(12, 0)
  })

  test('pieces of flac have each sample once, and each says its own length', async () => {
    const whole = path.join(harness.directory, 'whole.flac')
    await ffmpeg(['-f', 'lavfi', '-i', 'anoisesrc=d=12:r=22050:a=0.3', '-sample_fmt', 's16', whole])
    const outcome = await run('<Format>flac</Format><Duration>5</Duration>', 'out/${Number}', whole)
    const pieces = await Promise.all(outcome.files.map((file) => look(file.path)))
    expect(pieces.map(({ seconds }) => seconds)).toEqual([5, 5, 2])
    const samples = async (file: string): Promise<Buffer> => {
      const raw = path.join(harness.directory, 'samples.raw')
      await ffmpeg(['-i', file, '-f', 's16le', raw])
      return readFile(raw)
    }
    const parts: Buffer[] = []
    for (const file of outcome.files) parts.push(await samples(file.path))
    expect(Buffer.concat(parts).equals(await samples(whole))).toBe(true)
  })

  test.each([
    [
      '<Format>mp3</Format>',
      "The stream 1 of the input is audio (aac), which can't be copied into an mp3 file.",
    ],
    [
      '<Format>mp4</Format><TranscodeIndex>9</TranscodeIndex>',
      'The input has no stream 9 that TranscodeIndex names.',
    ],
    [
      '<Format>mp4</Format><StartTime>60</StartTime>',
      'The input ends before the time that the output begins at.',
    ],
  ])('%s is rejected with the reason', async (block, message) => {
    expect(await harness.runOperation(tag, cutting(block, 'out/a'), { input: clip })).toMatchObject({
      kind: 'failed',
      message,
    })
  })

  test('what is no media file, or a playlist, is the input’s fault', async () => {
    for (const content of [
      'no media',
      `#EXTM3U\n#EXTINF:2,\n${clip}\n`,
      `ffconcat version 1.0\nfile ${clip}\n`,
    ]) {
      const input = new TextEncoder().encode(content)
      const outcome = await harness.runOperation(tag, cutting('<Format>mp4</Format>', 'a'), { input })
      expect(outcome).toMatchObject({ kind: 'failed', code: 'ResourceNotSupported' })
    }
  })
})
