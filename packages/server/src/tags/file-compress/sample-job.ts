import { outputXml } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  params:
    '<FileCompressConfig><Flatten>0</Flatten><Format>zip</Format><Key>in/gone.mp4</Key>' +
    '<IgnoreError>true</IgnoreError></FileCompressConfig>',
  output: outputXml('out/all.zip'),
  finished: { result: { files: 0, errors: 1, leftOut: ['in/gone.mp4'] }, files: ['out/all.zip'] },
}
