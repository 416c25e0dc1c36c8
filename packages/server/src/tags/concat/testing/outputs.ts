import { expect } from 'vitest'
import type { XmlElement } from '../../../protocol/xml/xml.ts'
import { elementAt, isMediaInfo } from '../../testing/output-checks.ts'
import { TagOutputs, type JobHarness } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  Concat: (harness, operation) => isConcat(harness, operation, 'out/concat.mp4'),
  ConcatByTemplate: (harness, operation) => isConcat(harness, operation, 'out/concat-t.mp4'),
})

async function isConcat(harness: JobHarness, operation: XmlElement, key: string): Promise<void> {
  const report = await harness.probe(key)
  expect(report.streams).toMatchObject([
    { codec_name: 'h264', width: 192, height: 144, r_frame_rate: '15/1', nb_read_frames: 195 },
    { codec_name: 'mp3', sample_rate: 22_050, channels: 1 },
  ])
  // One, eleven and one second.
  expect(report.format.duration).toBeCloseTo(13, 1)
  isMediaInfo(elementAt(operation, 'MediaInfo'), report)
}
