import { z } from 'zod'
import { Params as TranscodeParams } from '../transcode/params.ts'

export const Params = z.object({
  transcode: TranscodeParams,
  /** Whether its settings came with the job, or are those of the output's kind of file. */
  hasSettings: z.boolean(),
})
export type Params = z.infer<typeof Params>
