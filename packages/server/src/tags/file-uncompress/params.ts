import { z } from 'zod'

/** See `targetPrefix`. */
export const REPLACEMENTS = ['0', '1', '2'] as const

/** The FileUncompressConfig block as it was sent. */
export const Params = z.object({
  prefix: z.string().exactOptional(),
  prefixReplaced: z.enum(REPLACEMENTS).exactOptional(),
})
export type Params = z.infer<typeof Params>

export const Result = z.object({ region: z.string(), bucket: z.string(), files: z.int() })
export type Result = z.infer<typeof Result>
