import { BUCKET, REGION } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  params: '<FileUncompressConfig><Prefix>out/all/</Prefix></FileUncompressConfig>',
  output: `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket></Output>`,
  finished: { result: { region: REGION, bucket: BUCKET, files: 3 }, files: [] },
}
