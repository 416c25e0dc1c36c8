import { expect } from 'vitest'
import { decodedMd5 } from '../../testing/output-checks.ts'
import { TagOutputs } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  async StreamExtract(harness) {
    const video = await harness.probe('out/stream.mp4')
    expect(video.streams).toMatchObject([{ codec_name: 'h264', nb_read_frames: 110 }])
    const sound = await harness.probe('out/stream.aac')
    expect(sound.streams).toMatchObject([{ codec_name: 'aac', sample_rate: 44_100, channels: 1 }])
    expect(sound.format.format_name).toBe('aac')
    // Not one picture was encoded again.
    const pictures = await decodedMd5(await harness.file('in/clip.mp4'))
    expect(await decodedMd5(await harness.file('out/stream.mp4'))).toBe(pictures)
  },

  async StreamExtractOfOne(harness) {
    const { streams, format } = await harness.probe('out/one.m4a')
    expect(streams).toMatchObject([{ codec_name: 'aac', sample_rate: 44_100, channels: 1 }])
    expect(format.duration).toBeCloseTo(11, 1)
  },
})
