import { z } from 'zod'
import { count, isoTime } from './values.ts'

export const endpointSchema = z.object({
  endpoint: z.string(),
  bucket: z
    .string()
    .nullable()
    .meta({ description: 'Only what this bucket sends there; null is all of it.' }),
  address: z
    .string()
    .nullable()
    .meta({ description: 'Only what the bucket sends to this address, a URL without its query.' }),
  state: z.enum(['working', 'failing', 'paused', 'parked']),
  failures: count,
  since: isoTime.nullable(),
  pausedUntil: isoTime.nullable(),
  reason: z.string().nullable(),
  waiting: count,
  recent: z
    .object({
      attempts: count,
      delivered: count,
      lastDeliveredAt: isoTime.nullable(),
      lastError: z
        .object({
          at: isoTime,
          cause: z.string(),
          status: z.int().nullable(),
          detail: z.string().nullable(),
        })
        .nullable(),
    })
    .optional()
    .meta({ description: 'With `include=recent`: of the last 5,000 attempts within a day.' }),
})
export type EndpointJson = z.infer<typeof endpointSchema>

export const endpointListSchema = z.object({ endpoints: z.array(endpointSchema) })

/** The endpoint after a change, and how many callbacks became due by it. */
export const endpointChangeSchema = z.object({ endpoint: endpointSchema, resumed: count })
