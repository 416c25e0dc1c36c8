import { z } from 'zod'
import { isoTime } from './values.ts'

/** A key that callbacks are signed with, never the secret itself. */
const signingKeySchema = z.object({ id: z.int(), createdAt: isoTime, retiresAt: isoTime.nullable() })
export type SigningKeyJson = z.infer<typeof signingKeySchema>

export const secretListSchema = z.object({
  owner: z.enum(['service', 'environment']),
  secrets: z.array(signingKeySchema),
})

/** The new secret, which is shown this once, and the keys that retire because of it. */
export const rotationSchema = z.object({
  secret: z.string(),
  retires: z.array(signingKeySchema),
  file: z
    .string()
    .nullable()
    .meta({ description: 'Where the process wrote all keys that sign now; null when it had no room.' }),
})
