import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { TranscodeOperation } from './blocks.ts'
import { Params, Settings } from './params.ts'
import { readTranscode, readTranscodeTemplate } from './read.ts'
import { runTranscode, type TranscodeSettings } from './run.ts'
import { showTranscode, showTranscodeTemplate } from './show.ts'
import { touchesBeside } from './touches.ts'
import { sampleJob } from './sample-job.ts'

export function createTranscode(settings: TranscodeSettings): Tag {
  return {
    name: 'Transcode',
    family: 'media',
    idLetter: 'j',
    sample: sampleJob,
    parameters: listParameters(TranscodeOperation),
    tellsProgress: true,
    template: {
      isFlat: true,
      read: readTranscodeTemplate,
      show: showTranscodeTemplate,
      addresses: (params) =>
        Settings.parse(params).mixes.map(({ block, isOfArray }) => ({
          path: `${isOfArray ? 'AudioMixArray' : 'AudioMix'}.AudioSource`,
          url: block.AudioSource,
        })),
    },
    read: readTranscode,
    touches: (params) => touchesBeside(Params.parse(params)),
    run: (job, tools, signal) =>
      runTranscode(settings, { job, params: Params.parse(job.params), tools }, signal),
    show: showTranscode,
  }
}
