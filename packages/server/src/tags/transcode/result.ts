import { z } from 'zod'
import { Probe } from '../../media/probe-shape.ts'

/** What a run of the tag leaves for its answers. */
export const Result = z.object({
  /** Of the output; nothing for a list of files that no one file stands for. */
  probe: Probe.exactOptional(),
})
export type Result = z.infer<typeof Result>
