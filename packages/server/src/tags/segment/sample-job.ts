import { FILM, outputXml } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  params: '<Segment><Format>mp4</Format><Duration>5</Duration></Segment>',
  output: outputXml('out/part-${Number}'),
  finished: {
    result: { probe: FILM, prefix: 'out/part-' },
    files: ['out/part-0', 'out/part-1', 'out/part-2'],
  },
}
