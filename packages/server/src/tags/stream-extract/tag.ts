import { listParameters } from '../parameters/list-parameters.ts'
import type { Tag } from '../tag.ts'
import { StreamExtractOperation } from './block.ts'
import { Params } from './params.ts'
import { readStreamExtract } from './read.ts'
import { runStreamExtract } from './run.ts'
import { showStreamExtract } from './show.ts'
import { sampleJob } from './sample-job.ts'

/** Takes single streams out of a file, as they are. */
export const streamExtractTag: Tag = {
  name: 'StreamExtract',
  family: 'media',
  idLetter: 'j',
  sample: sampleJob,
  parameters: listParameters(StreamExtractOperation),
  read: readStreamExtract,
  touches(params) {
    const { region, bucket, streams } = Params.parse(params)
    return { writes: streams.map(({ object }) => ({ region, bucket, object })) }
  },
  run: runStreamExtract,
  show: showStreamExtract,
}
