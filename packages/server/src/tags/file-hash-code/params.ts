import { z } from 'zod'
import { HASH_TYPES } from './hash-bytes.ts'

/** The FileHashCodeConfig block as it was sent. */
export const Params = z.object({
  type: z.enum(HASH_TYPES),
  addToHeader: z.enum(['true', 'false']).exactOptional(),
})
export type Params = z.infer<typeof Params>

export const Result = z.object({
  type: z.enum(HASH_TYPES),
  /** Lowercase hex. */
  hex: z.string(),
  bytes: z.int(),
  /** Of the object that the bytes are of; absent when it was replaced before they were hashed. */
  object: z
    .object({
      /** Without quotes. */
      etag: z.string(),
      /** ms since 1970 */
      modifiedAt: z.number(),
    })
    .exactOptional(),
})
export type Result = z.infer<typeof Result>
