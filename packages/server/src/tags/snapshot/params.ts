import { z } from 'zod'
import { SnapshotBlock } from './block.ts'

/** The Snapshot block as it was sent, checked, under its own names. */
export const Params = SnapshotBlock
export type Params = z.infer<typeof Params>

/** What a child hands to the service. */
export const Taken = z.object({
  /** Milliseconds from the beginning of the video. */
  timesMs: z.array(z.number()),
  sprites: z.int(),
})
export type Taken = z.infer<typeof Taken>
