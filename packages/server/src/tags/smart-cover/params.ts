import { z } from 'zod'
import { PICTURE_FORMATS } from '../../media/pictures/picture-formats.ts'

const text = z.string().exactOptional()

/** The SmartCover block as it was sent, checked, under its own names. */
export const Params = z.object({
  Format: z.enum(PICTURE_FORMATS).exactOptional(),
  Width: text,
  Height: text,
  Count: text,
  DeleteDuplicates: text,
})
export type Params = z.infer<typeof Params>

/** What a child hands to the service. */
export const Covers = z.object({
  /** Milliseconds from the beginning of the video, the best cover first. */
  timesMs: z.array(z.number()),
})
export type Covers = z.infer<typeof Covers>
