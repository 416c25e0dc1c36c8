import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { WatermarkOperation } from './block.ts'
import { runTranscode, type TranscodeSettings } from '../transcode/run.ts'
import { touchesBeside } from '../transcode/touches.ts'
import { Params } from './params.ts'
import { readWatermarkJob } from './read.ts'
import { showWatermarkJob } from './show.ts'
import { sampleJob } from './sample-job.ts'

/** Draws watermarks on a film, which is encoded again for it. */
export function createWatermark(settings: TranscodeSettings): Tag {
  return {
    name: 'Watermark',
    family: 'media',
    idLetter: 'j',
    sample: sampleJob,
    parameters: listParameters(WatermarkOperation),
    tellsProgress: true,
    read: readWatermarkJob,
    touches: (params) => touchesBeside(Params.parse(params).transcode),
    run: (job, tools, signal) =>
      runTranscode(settings, { job, params: Params.parse(job.params).transcode, tools }, signal),
    show: showWatermarkJob,
  }
}
