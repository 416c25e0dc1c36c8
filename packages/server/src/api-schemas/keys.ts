import { z } from 'zod'
import { isoTime } from './values.ts'

/** An access policy of version 2.0, as it was given. */
export const policySchema = z.looseObject({})

/** A client's key, never its secret. */
export const accessKeySchema = z.object({
  secretId: z.string(),
  name: z.string(),
  buckets: z
    .array(z.string())
    .nullable()
    .meta({ description: 'The only ones that it reaches; null is all.' }),
  policy: policySchema
    .nullable()
    .meta({ description: 'What it may do there, as an access policy; null is everything.' }),
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

const KEY_REASONS = [
  'unlimited',
  'allowed',
  'denied',
  'not-mentioned',
  'other-bucket',
  'disabled',
  'unknown-key',
  'token-missing',
  'token-wrong',
  'token-expired',
] as const

/** Whether a key may do something, and what decided it. */
export const keyCheckSchema = z.object({
  secretId: z.string(),
  action: z.string(),
  bucket: z.string().nullable(),
  key: z.string().nullable(),
  allowed: z.boolean(),
  reason: z.enum(KEY_REASONS).meta({
    description:
      'unlimited: its buckets are its only limit; allowed, denied: by `statement`; not-mentioned: no statement allows it.',
  }),
  message: z.string().meta({ description: 'The reason as a sentence.' }),
  statement: z
    .object({
      effect: z.enum(['allow', 'deny']),
      action: z.array(z.string()),
      resource: z.array(z.string()),
    })
    .nullable()
    .meta({ description: 'Of the policy that decided.' }),
  buckets: z.array(z.string()).nullable().meta({ description: 'The only ones that the key reaches.' }),
})
export type KeyCheckJson = z.infer<typeof keyCheckSchema>
