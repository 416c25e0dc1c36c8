import { z } from 'zod'
import { isContainerName } from '../../media/containers.ts'

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

/** What a child hands to the service. */
export const Extracted = z.object({
  /** In the order of the outputs. */
  containers: z.array(z.string().refine(isContainerName)),
})
export type Extracted = z.infer<typeof Extracted>
