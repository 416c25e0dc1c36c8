import { z } from 'zod'

/** What Output says of each stream, as it was sent. */
export const Params = z.object({
  region: z.string(),
  bucket: z.string(),
  streams: z.array(
    z.object({
      /** The stream's number in the input's MediaInfo. */
      index: z.string(),
      object: z.string(),
    }),
  ),
})
export type Params = z.infer<typeof Params>
