import { outputXml } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  params: '<SmartCover><Format>jpg</Format><Count>1</Count></SmartCover>',
  output: outputXml('out/cover-${Number}.jpg'),
  finished: { result: {}, files: ['out/cover-0.jpg'], hasUserData: false },
}
