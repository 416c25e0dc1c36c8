import { BUCKET, REGION } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  output:
    `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket>` +
    '<StreamExtract><Index>1</Index><Object>out/sound.mp4</Object></StreamExtract></Output>',
  finished: { result: {}, files: ['out/sound.mp4'] },
}
