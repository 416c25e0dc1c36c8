import { z } from 'zod'
import { count } from './values.ts'

export const queueSchema = z.object({
  id: z.string(),
  bucket: z.string(),
  name: z.string(),
  category: z.string(),
  tags: z.array(z.string()).meta({ description: 'The kinds of jobs that can be submitted to it.' }),
  state: z.enum(['Active', 'Paused']),
  waiting: count,
  running: count,
  maxConcurrent: count,
  maxSize: count,
  callbackDeadlineMs: z.int().nullable(),
})

export const queueListSchema = z.object({ queues: z.array(queueSchema) })

/** A queue as it was made or changed, without its bucket and the jobs in it. */
export const queueSettingsSchema = queueSchema.omit({
  bucket: true,
  tags: true,
  waiting: true,
  running: true,
})
export type QueueSettingsJson = z.infer<typeof queueSettingsSchema>
