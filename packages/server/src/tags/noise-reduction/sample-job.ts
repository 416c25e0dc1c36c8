import { outputXml } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  params: '<NoiseReduction><Format>wav</Format></NoiseReduction>',
  output: outputXml('out/talk.wav'),
  finished: { result: {}, files: ['out/talk.wav'], message: 'SUCCESS' },
}
