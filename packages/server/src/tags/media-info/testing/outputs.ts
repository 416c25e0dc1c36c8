import { elementAt, isMediaInfo } from '../../testing/output-checks.ts'
import { TagOutputs } from '../../testing/tag-outputs.ts'

export const outputs = new TagOutputs({
  async MediaInfo(harness, operation) {
    isMediaInfo(elementAt(operation, 'MediaInfo'), await harness.probe('in/clip.mp4'))
  },
})
