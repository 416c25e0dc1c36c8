import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { SegmentOperation } from './block.ts'
import { Params } from './params.ts'
import { readSegment } from './read.ts'
import { runSegment } from './run.ts'
import { showSegment } from './show.ts'
import { sampleJob } from './sample-job.ts'

/** Cuts a file into pieces without encoding it again. */
export const segmentTag: Tag = {
  name: 'Segment',
  family: 'media',
  idLetter: 'j',
  sample: sampleJob,
  parameters: listParameters(SegmentOperation),
  read: readSegment,
  touches(params) {
    const { pieces } = Params.parse(params)
    return pieces ? { writes: [pieces] } : {}
  },
  run: runSegment,
  show: showSegment,
}
