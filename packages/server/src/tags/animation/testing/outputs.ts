import { expect } from 'vitest'
import type { XmlElement } from '../../../protocol/xml/xml.ts'
import { elementAt, isMediaInfo } from '../../testing/output-checks.ts'
import { TagOutputs, type JobHarness } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  Animation: (harness, operation) => isAnimation(harness, operation, 'out/animation.gif'),
  AnimationByTemplate: (harness, operation) => isAnimation(harness, operation, 'out/animation-t.gif'),

  async AnimationAsWebp(harness) {
    // No program of the system reads it: its canvas and its frames are counted in its bytes, one each second.
    const bytes = await harness.bytes('out/animation.webp')
    expect(bytes.toString('latin1', 8, 16)).toBe('WEBPVP8X')
    expect([bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1]).toEqual([171, 128])
    expect(bytes.toString('latin1').split('ANMF')).toHaveLength(11 + 1)
  },
})

async function isAnimation(harness: JobHarness, operation: XmlElement, key: string): Promise<void> {
  const report = await harness.probe(key)
  expect(report.streams).toMatchObject([{ codec_name: 'gif', width: 128, height: 96, nb_read_frames: 6 }])
  isMediaInfo(elementAt(operation, 'MediaInfo'), report)
}
