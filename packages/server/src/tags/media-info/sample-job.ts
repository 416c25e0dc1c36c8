import { PICTURE, SOUND, probeOf } from '../sample-values.ts'
import type { SampleJob } from '../sample-job.ts'

export const sampleJob: SampleJob = {
  finished: {
    result: probeOf(PICTURE, SOUND, {
      ...{ type: 'subtitle', index: 2, codecName: 'mov_text', codecTag: 0x67337874, codecTagString: 'tx3g' },
      ...{ timeBase: { num: 1, den: 1_000 }, language: 'chi' },
    }),
    files: [],
  },
}
