import { expect } from 'vitest'
import { elementAt, isMediaInfo } from '../../testing/output-checks.ts'
import { TagOutputs } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  async Watermark(harness, operation) {
    const [was, is] = [await harness.probe('in/clip.mp4'), await harness.probe('out/marked.mp4')]
    expect(is.streams).toMatchObject([
      { codec_name: 'h264', width: 160, height: 120, nb_read_frames: was.streams[0]?.nb_read_frames },
      { codec_name: 'aac', sample_rate: 44_100 },
    ])
    isMediaInfo(elementAt(operation, 'MediaInfo'), is)
  },
})
