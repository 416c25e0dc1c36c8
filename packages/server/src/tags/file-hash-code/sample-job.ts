import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  params: '<FileHashCodeConfig><Type>MD5</Type><AddToHeader>true</AddToHeader></FileHashCodeConfig>',
  finished: {
    result: {
      ...{ type: 'MD5', hex: '3df1f845d2ffd20a525a93ec40014d90', bytes: 1_424_687 },
      object: { etag: '3df1f845d2ffd20a525a93ec40014d90', modifiedAt: Date.UTC(2024, 4, 6, 1) },
    },
    files: [],
  },
}
