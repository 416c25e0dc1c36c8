import { z } from 'zod'
import { isoTime } from './values.ts'

/** A client's key, never its secret. */
export const accessKeySchema = z.object({
  secretId: z.string(),
  name: z.string(),
  buckets: z
    .array(z.string())
    .nullable()
    .meta({ description: 'The only ones that it reaches; null is all.' }),
  state: z.enum(['enabled', 'disabled']),
  createdAt: isoTime,
})
export type AccessKeyJson = z.infer<typeof accessKeySchema>

export const accessKeyListSchema = z.object({ keys: z.array(accessKeySchema) })

/** A new key: its secret is shown this once. */
export const createdKeySchema = accessKeySchema.extend({ secretKey: z.string() })

export const deletedKeySchema = z.object({ deleted: z.string() })

export const temporaryKeySchema = z.object({
  secretId: z.string(),
  secretKey: z.string(),
  token: z.string(),
  expiresAt: isoTime,
})
