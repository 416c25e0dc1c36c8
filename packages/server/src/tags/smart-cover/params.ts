import { z } from 'zod'
import { SmartCoverBlock } from './block.ts'

/** The SmartCover block as it was sent, checked, under its own names. */
export const Params = SmartCoverBlock
export type Params = z.infer<typeof Params>

/** What a child hands to the service. */
export const Covers = z.object({
  /** Milliseconds from the beginning of the video, the best cover first. */
  timesMs: z.array(z.number()),
})
export type Covers = z.infer<typeof Covers>
