import type { JsonValue } from '../../base/json.ts'
import type { Tag, Touched } from '../tag.ts'
import { Params, Settings } from './params.ts'
import { readTranscode, readTranscodeTemplate } from './read.ts'
import { runTranscode, type TranscodeSettings } from './run.ts'
import { showTranscode, showTranscodeTemplate } from './show.ts'

export function createTranscode(settings: TranscodeSettings): Tag {
  return {
    name: 'Transcode',
    family: 'media',
    idLetter: 'j',
    tellsProgress: true,
    template: {
      read: readTranscodeTemplate,
      show: showTranscodeTemplate,
      addresses: (params) =>
        Settings.parse(params).mixes.map(({ block, isOfArray }) => ({
          path: `${isOfArray ? 'AudioMixArray' : 'AudioMix'}.AudioSource`,
          url: block.AudioSource,
        })),
    },
    read: readTranscode,
    touches,
    run: (job, tools, signal) => runTranscode(settings, { job, tools }, signal),
    show: showTranscode,
  }
}

function touches(params: JsonValue): Touched {
  const { watermarks, mixKeys, parts } = Params.parse(params)
  return {
    reads: [...watermarks.flatMap(({ imageKey }) => imageKey ?? []), ...mixKeys],
    writes: parts ? [parts] : [],
  }
}
