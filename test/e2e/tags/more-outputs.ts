import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { childText } from '../../../packages/server/src/protocol/xml/xml.ts'
import { ffprobe } from '../../../tooling/ffprobe.ts'
import type { TagsBench } from './bench.ts'
import { TEXTS } from './inputs.ts'
import { at, digest, type OutputCheck } from './look.ts'

/** By the names of the golden requests that ask for something else than the main ones. */
export const MORE_OUTPUTS: Readonly<Record<string, OutputCheck>> = {
  async TranscodeToHls(bench) {
    const { list, parts } = await fetchPlaylist(bench, 'out/clip/list.m3u8')
    expect(parts).toHaveLength(3)
    const { streams, format } = await ffprobe(list)
    expect(streams).toMatchObject([
      { codec_name: 'h264', width: 128, height: 96, nb_read_frames: 110 },
      { codec_name: 'aac', sample_rate: 44_100, channels: 1 },
    ])
    expect(format.duration).toBeCloseTo(11, 1)
  },

  async TranscodeOfNothing(bench) {
    await expect(bench.head('out/nothing.mp3')).rejects.toMatchObject({ statusCode: 404 })
  },

  async AnimationAsWebp(bench) {
    // No program of the system reads it: its canvas and its frames are counted in its bytes, one each second.
    const bytes = await bench.bytes('out/animation.webp')
    expect(bytes.toString('latin1', 8, 16)).toBe('WEBPVP8X')
    expect([bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1]).toEqual([171, 128])
    expect(bytes.toString('latin1').split('ANMF')).toHaveLength(11 + 1)
  },

  async SegmentToHls(bench) {
    const { list, parts } = await fetchPlaylist(bench, 'out/segments.m3u8')
    expect(parts).toHaveLength(2)
    const { streams } = await ffprobe(list)
    // From the first second to the ninth.
    expect(streams).toMatchObject([{ codec_name: 'h264', nb_read_frames: 80 }, { codec_name: 'aac' }])
  },

  async SnapshotOfKeyFrames(bench) {
    for (const number of [0, 1]) {
      const { streams } = await bench.probe(`out/keys-${number}.jpg`)
      expect(streams).toMatchObject([{ codec_name: 'mjpeg', width: 320, height: 120 }])
    }
  },

  async SnapshotEvenly(bench) {
    for (const number of [0, 1]) {
      const { streams } = await bench.probe(`out/even/${number}.webp`)
      expect(streams).toMatchObject([{ codec_name: 'webp', width: 128, height: 96 }])
    }
  },

  async SmartCoverAsUsual(bench) {
    for (const number of [0, 1, 2]) {
      const { streams } = await bench.probe(`out/usual-${number}.jpg`)
      expect(streams).toMatchObject([{ codec_name: 'mjpeg', width: 160, height: 120 }])
    }
  },

  async StreamExtractOfOne(bench) {
    const { streams, format } = await bench.probe('out/one.m4a')
    expect(streams).toMatchObject([{ codec_name: 'aac', sample_rate: 44_100, channels: 1 }])
    expect(format.duration).toBeCloseTo(11, 1)
  },

  async PicProcessAsPng(bench, operation) {
    const { streams } = await bench.probe('out/plain.png')
    expect(streams).toMatchObject([{ codec_name: 'png', width: 80, height: 60 }])
    const processed = at(at(operation, 'PicProcessResult'), 'ProcessResult')
    expect(childText(processed, 'Etag')).toBe(`"${digest('md5', await bench.bytes('out/plain.png'))}"`)
  },

  async FileCompressOfPrefix(bench) {
    const file = await bench.file('out/prefix.tar.gz')
    const { stdout } = await promisify(execFile)('tar', ['-tzf', file])
    expect(stdout).toBe('a.txt\nc.html\n')
  },

  async FileUncompressBeside(bench) {
    for (const [name, text] of Object.entries(TEXTS))
      expect((await bench.bytes(`in/packed/${name}`)).toString()).toBe(text)
  },
}

/** The file of a playlist, with all that it names beside it. */
async function fetchPlaylist(
  bench: TagsBench,
  key: string,
): Promise<{ readonly list: string; readonly parts: readonly string[] }> {
  const parts = (await bench.bytes(key)).toString().match(/^[^#\n].*$/gm) ?? []
  for (const part of parts)
    await bench.file(path.posix.join(path.posix.dirname(key), decodeURIComponent(part)))
  return { list: await bench.file(key), parts }
}
