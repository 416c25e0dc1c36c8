import { expect } from 'vitest'
import { ffprobe } from '../../../../../../tooling/ffprobe.ts'
import type { XmlElement } from '../../../protocol/xml/xml.ts'
import { fetchPlaylist } from '../../testing/fetch-playlist.ts'
import { elementAt, isMediaInfo } from '../../testing/output-checks.ts'
import { TagOutputs, type JobHarness } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  Transcode: (harness, operation) => isTranscoded(harness, operation, 'out/transcode.mp4'),
  TranscodeByTemplate: (harness, operation) => isTranscoded(harness, operation, 'out/transcode-t.mp4'),

  async TranscodeToHls(harness) {
    const { list, parts } = await fetchPlaylist(harness, 'out/clip/list.m3u8')
    expect(parts).toHaveLength(3)
    const { streams, format } = await ffprobe(list)
    expect(streams).toMatchObject([
      { codec_name: 'h264', width: 128, height: 96, nb_read_frames: 110 },
      { codec_name: 'aac', sample_rate: 44_100, channels: 1 },
    ])
    expect(format.duration).toBeCloseTo(11, 1)
  },

  async TranscodeOfNothing(harness) {
    await expect(harness.head('out/nothing.mp3')).rejects.toMatchObject({ statusCode: 404 })
  },
})

async function isTranscoded(harness: JobHarness, operation: XmlElement, key: string): Promise<void> {
  const report = await harness.probe(key)
  const video = { codec_name: 'h264', profile: 'Main', pix_fmt: 'yuv420p', width: 256, height: 192 }
  expect(report.streams).toMatchObject([
    { ...video, r_frame_rate: '15/1', nb_read_frames: 30 },
    { codec_name: 'aac', sample_rate: 22_050, channels: 2 },
  ])
  expect(report.format.duration).toBeCloseTo(2, 1)
  isMediaInfo(elementAt(operation, 'MediaInfo'), report)
}
