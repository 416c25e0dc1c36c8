import { expect } from 'vitest'
import { ffprobe } from '../../../../../../tooling/ffprobe.ts'
import { fetchPlaylist } from '../../testing/fetch-playlist.ts'
import { elementAt, isMediaInfo } from '../../testing/output-checks.ts'
import { TagOutputs } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  async Segment(harness, operation) {
    isMediaInfo(elementAt(operation, 'MediaInfo'), await harness.probe('in/clip.mp4'))
    for (const [number, seconds] of [5, 5, 1].entries()) {
      const { streams, format } = await harness.probe(`out/segment-${number}`)
      expect(streams).toMatchObject([
        { codec_name: 'h264', width: 160, height: 120, nb_read_frames: seconds * 10 },
        { codec_name: 'aac', sample_rate: 44_100, channels: 1 },
      ])
      expect(format.format_name).toContain('mp4')
      expect(format.duration).toBeCloseTo(seconds, 1)
    }
  },

  async SegmentToHls(harness) {
    const { list, parts } = await fetchPlaylist(harness, 'out/segments.m3u8')
    expect(parts).toHaveLength(2)
    const { streams } = await ffprobe(list)
    // From the first second to the ninth.
    expect(streams).toMatchObject([{ codec_name: 'h264', nb_read_frames: 80 }, { codec_name: 'aac' }])
  },
})
