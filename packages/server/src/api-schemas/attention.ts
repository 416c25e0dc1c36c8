import { z } from 'zod'
import { count, isoTime } from './values.ts'

/** `check`: something else that a check of the doctor found, whose name is that of the check. */
export const FINDING_KINDS = [
  'outage',
  'workers_lost',
  'sender_missing',
  'blobs_damaged',
  'disk_low',
  'queue_unclaimed',
  'jobs_failing',
  'queue_paused',
  'queue_late',
  'callbacks_late',
  'receiver_parked',
  'receiver_failing',
  'callbacks_dead',
  'check',
] as const

const findingSchema = z.object({
  kind: z.enum(FINDING_KINDS),
  severity: z.enum(['error', 'warning']),
  count: count
    .nullable()
    .meta({ description: 'How many jobs, callbacks, blobs or failures; null: one thing.' }),
  name: z.string().nullable().meta({
    description: 'Of the queue (its id), the endpoint, the resource, the directory or the check.',
  }),
  since: isoTime.nullable(),
  bucket: z.string().nullable().meta({
    description: 'Of an endpoint that fails or is parked only for this bucket.',
  }),
  reason: z.string().nullable().meta({ description: 'Why an endpoint is parked, or how it failed last.' }),
  waiting: count.nullable().meta({
    description: 'How many callbacks wait for the endpoint, among the 10,000 that are due first.',
  }),
  what: z.string(),
  advice: z.string(),
})
export type FindingJson = z.infer<typeof findingSchema>

export const attentionSchema = z.object({ findings: z.array(findingSchema) })
