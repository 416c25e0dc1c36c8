import { outputXml } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

const params =
  '<PicProcess><IsPicInfo>true</IsPicInfo><ProcessRule>imageMogr2/rotate/90</ProcessRule></PicProcess>'

export const sampleJob: SampleJob = {
  params,
  output: outputXml('out/turned.jpg'),
  finished: {
    // The picture was replaced while it was worked on, so that nobody knows its ETag any more.
    result: {
      original: { format: 'JPEG', width: 500, height: 417, quality: 68, average: '0xc64847', orientation: 0 },
      processed: { format: 'JPEG', width: 417, height: 500, quality: 68 },
    },
    files: ['out/turned.jpg'],
    hasUserData: false,
  },
}
