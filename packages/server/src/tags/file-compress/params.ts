import { z } from 'zod'

export const FORMATS = ['zip', 'tar', 'tar.gz'] as const
export const TYPES = ['faster', 'better', 'default'] as const
/** See `nameMembers`. */
export const FLATTENS = ['0', '1', '2', '3'] as const

/** The FileCompressConfig block as it was sent. */
export const Params = z.object({
  flatten: z.enum(FLATTENS).exactOptional(),
  format: z.enum(FORMATS),
  type: z.enum(TYPES).exactOptional(),
  /** As it was sent; `key` is what it names. */
  urlList: z.object({ text: z.string(), key: z.string() }).exactOptional(),
  prefix: z.string().exactOptional(),
  keys: z.array(z.string()),
  ignoreError: z.enum(['true', 'false']).exactOptional(),
})
export type Params = z.infer<typeof Params>

export const Result = z.object({
  files: z.int(),
  errors: z.int(),
  /** Keys of the first of those that were left out. */
  leftOut: z.array(z.string()),
})
export type Result = z.infer<typeof Result>
