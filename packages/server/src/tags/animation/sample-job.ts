import { PICTURE, outputXml, probeOf } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  params:
    '<Animation><Container><Format>gif</Format></Container><Video><Codec>gif</Codec><Width>128</Width></Video></Animation>',
  output: outputXml('out/film.gif'),
  finished: { result: probeOf({ ...PICTURE, codecName: 'gif', level: -99 }), files: ['out/film.gif'] },
}
