import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { NoiseReductionOperation } from './block.ts'
import { readNoiseReduction, readNoiseReductionTemplate } from './read.ts'
import { runNoiseReduction, type NoiseReductionSettings } from './run.ts'
import { showNoiseReduction, showNoiseReductionTemplate } from './show.ts'
import { sampleJob } from './sample-job.ts'

export function createNoiseReduction(settings: NoiseReductionSettings): Tag {
  return {
    name: 'NoiseReduction',
    // The vendor's pages disagree; the page this tag comes from uses the media queue.
    family: 'media',
    idLetter: 'j',
    sample: sampleJob,
    parameters: listParameters(NoiseReductionOperation),
    template: { read: readNoiseReductionTemplate, show: showNoiseReductionTemplate },
    read: readNoiseReduction,
    run: (job, tools, signal) => runNoiseReduction(settings, job, tools, signal),
    show: showNoiseReduction,
  }
}
