import { expect } from 'vitest'
import { childText, type XmlElement } from '../../../packages/server/src/protocol/xml/xml.ts'
import type { TagsBench } from './bench.ts'
import { TEXTS } from './inputs.ts'
import { at, decodedMd5, digest, isMediaInfo, type OutputCheck } from './look.ts'

/** By the names of the golden requests that have most parameters, inline and as a template. */
export const MAIN_OUTPUTS: Readonly<Record<string, OutputCheck>> = {
  NoiseReduction: (bench) => isSound(bench, 'out/talk.mp3', { codec_name: 'mp3', sample_rate: 24_000 }),
  NoiseReductionByTemplate: (bench) =>
    isSound(bench, 'out/talk.m4a', { codec_name: 'aac', sample_rate: 12_000 }),

  MediaInfo: async (bench, operation) => {
    isMediaInfo(at(operation, 'MediaInfo'), await bench.probe('in/clip.mp4'))
  },

  Transcode: (bench, operation) => isTranscoded(bench, operation, 'out/transcode.mp4'),
  TranscodeByTemplate: (bench, operation) => isTranscoded(bench, operation, 'out/transcode-t.mp4'),

  Snapshot: (bench) => areSnapshots(bench, 'out/snapshot-N.png', 'out/sprite-0.jpg'),
  SnapshotByTemplate: (bench) => areSnapshots(bench, 'out/snapshot-t-N.jpg', 'out/sprite-t-0.jpg'),

  SmartCover: (bench) => areCovers(bench, 'out/cover-N.png'),
  SmartCoverByTemplate: (bench) => areCovers(bench, 'out/cover-t-N.png'),

  Animation: (bench, operation) => isAnimation(bench, operation, 'out/animation.gif'),
  AnimationByTemplate: (bench, operation) => isAnimation(bench, operation, 'out/animation-t.gif'),

  Concat: (bench, operation) => isConcat(bench, operation, 'out/concat.mp4'),
  ConcatByTemplate: (bench, operation) => isConcat(bench, operation, 'out/concat-t.mp4'),

  async Segment(bench, operation) {
    isMediaInfo(at(operation, 'MediaInfo'), await bench.probe('in/clip.mp4'))
    for (const [number, seconds] of [5, 5, 1].entries()) {
      const { streams, format } = await bench.probe(`out/segment-${number}`)
      expect(streams).toMatchObject([
        { codec_name: 'h264', width: 160, height: 120, nb_read_frames: seconds * 10 },
        { codec_name: 'aac', sample_rate: 44_100, channels: 1 },
      ])
      expect(format.format_name).toContain('mp4')
      expect(format.duration).toBeCloseTo(seconds, 1)
    }
  },

  async StreamExtract(bench) {
    const video = await bench.probe('out/stream.mp4')
    expect(video.streams).toMatchObject([{ codec_name: 'h264', nb_read_frames: 110 }])
    const sound = await bench.probe('out/stream.aac')
    expect(sound.streams).toMatchObject([{ codec_name: 'aac', sample_rate: 44_100, channels: 1 }])
    expect(sound.format.format_name).toBe('aac')
    // Not one picture was encoded again.
    const pictures = await decodedMd5(await bench.file('in/clip.mp4'))
    expect(await decodedMd5(await bench.file('out/stream.mp4'))).toBe(pictures)
  },

  async Watermark(bench, operation) {
    const [was, is] = [await bench.probe('in/clip.mp4'), await bench.probe('out/marked.mp4')]
    expect(is.streams).toMatchObject([
      { codec_name: 'h264', width: 160, height: 120, nb_read_frames: was.streams[0]?.nb_read_frames },
      { codec_name: 'aac', sample_rate: 44_100 },
    ])
    isMediaInfo(at(operation, 'MediaInfo'), is)
  },

  PicProcess: (bench, operation) => isPicture(bench, operation, 'out/picture.jpg'),
  PicProcessByTemplate: (bench, operation) => isPicture(bench, operation, 'out/picture-t.jpg'),

  async FileHashCode(bench, operation) {
    const result = at(operation, 'FileHashCodeResult')
    const bytes = await bench.bytes('in/text/a.txt')
    expect(childText(result, 'SHA256')).toBe(digest('sha256', bytes))
    expect(childText(result, 'Etag')).toBe(`"${digest('md5', bytes)}"`)
    expect(childText(result, 'FileSize')).toBe(String(bytes.length))
    const { headers } = await bench.head('in/text/a.txt')
    expect(headers).toMatchObject({ 'x-cos-meta-sha256': digest('sha256', bytes) })
  },

  async FileCompress(bench, operation) {
    expect(childText(at(operation, 'FileCompressResult'), 'CompressFileCount')).toBe('2')
    // The first bytes of a zip; what is in it is looked at where there is a program that opens it.
    expect((await bench.bytes('out/text.zip')).toString('latin1', 0, 4)).toBe('PK\u0003\u0004')
  },

  async FileUncompress(bench) {
    for (const [name, text] of Object.entries(TEXTS))
      expect((await bench.bytes(`unpacked/packed/${name}`)).toString()).toBe(text)
  },
}

async function isSound(bench: TagsBench, key: string, stream: object): Promise<void> {
  const { streams, format } = await bench.probe(key)
  expect(streams).toMatchObject([{ codec_type: 'audio', channels: 1, ...stream }])
  expect(format.duration).toBeCloseTo(1, 0)
}

async function isTranscoded(bench: TagsBench, operation: XmlElement, key: string): Promise<void> {
  const report = await bench.probe(key)
  const video = { codec_name: 'h264', profile: 'Main', pix_fmt: 'yuv420p', width: 256, height: 192 }
  expect(report.streams).toMatchObject([
    { ...video, r_frame_rate: '15/1', nb_read_frames: 30 },
    { codec_name: 'aac', sample_rate: 22_050, channels: 2 },
  ])
  expect(report.format.duration).toBeCloseTo(2, 1)
  isMediaInfo(at(operation, 'MediaInfo'), report)
}

async function areSnapshots(bench: TagsBench, pictures: string, sprite: string): Promise<void> {
  const codec_name = pictures.endsWith('png') ? 'png' : 'mjpeg'
  for (const number of [0, 1, 2]) {
    const { streams } = await bench.probe(pictures.replace('N', String(number)))
    expect(streams).toMatchObject([{ codec_name, width: 192, height: 144, nb_read_frames: 1 }])
  }
  await expect(bench.head(pictures.replace('N', '3'))).rejects.toMatchObject({ statusCode: 404 })
  // Two cells of 64 × 48 each way, 2 between them and 4 around.
  const { streams } = await bench.probe(sprite)
  expect(streams).toMatchObject([{ codec_name: 'mjpeg', width: 138, height: 106, nb_read_frames: 1 }])
}

async function areCovers(bench: TagsBench, pictures: string): Promise<void> {
  const hashes = new Set<string>()
  for (const number of [0, 1]) {
    const key = pictures.replace('N', String(number))
    const { streams } = await bench.probe(key)
    expect(streams).toMatchObject([{ codec_name: 'png', width: 160, height: 128 }])
    hashes.add(digest('md5', await bench.bytes(key)))
  }
  expect(hashes.size).toBe(2)
}

async function isAnimation(bench: TagsBench, operation: XmlElement, key: string): Promise<void> {
  const report = await bench.probe(key)
  expect(report.streams).toMatchObject([{ codec_name: 'gif', width: 128, height: 96, nb_read_frames: 6 }])
  isMediaInfo(at(operation, 'MediaInfo'), report)
}

async function isConcat(bench: TagsBench, operation: XmlElement, key: string): Promise<void> {
  const report = await bench.probe(key)
  expect(report.streams).toMatchObject([
    { codec_name: 'h264', width: 192, height: 144, r_frame_rate: '15/1', nb_read_frames: 195 },
    { codec_name: 'mp3', sample_rate: 22_050, channels: 1 },
  ])
  // One, eleven and one second.
  expect(report.format.duration).toBeCloseTo(13, 1)
  isMediaInfo(at(operation, 'MediaInfo'), report)
}

async function isPicture(bench: TagsBench, operation: XmlElement, key: string): Promise<void> {
  const { streams } = await bench.probe(key)
  expect(streams).toMatchObject([{ codec_name: 'mjpeg', width: 30, height: 40, nb_read_frames: 1 }])
  const result = at(operation, 'PicProcessResult')
  const bytes = await bench.bytes(key)
  const processed = at(result, 'ProcessResult')
  expect(childText(processed, 'Etag')).toBe(`"${digest('md5', bytes)}"`)
  expect(childText(processed, 'Size')).toBe(String(bytes.length))
  const original = digest('md5', await bench.bytes('in/picture.jpg'))
  expect(childText(at(result, 'OriginalInfo'), 'Etag')).toBe(`"${original}"`)
}
