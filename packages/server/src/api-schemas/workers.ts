import { z } from 'zod'
import { count, isoTime } from './values.ts'

export const workerSchema = z.object({
  name: z.string().meta({ description: 'host/pid, as the jobs name it.' }),
  host: z.string(),
  pid: z.int(),
  version: z.string(),
  state: z.enum(['working', 'lost']).meta({ description: 'lost: no sign of it for 20 s.' }),
  startedAt: isoTime,
  seenAt: isoTime,
  places: count.meta({ description: 'Jobs that it runs at once.' }),
  queues: z.array(z.string()).nullable().meta({ description: 'The only ones that it serves; null is all.' }),
  running: count,
  jobs: z.array(
    z.object({
      id: z.string(),
      tag: z.string(),
      bucket: z.string(),
      queueId: z.string(),
      progress: z.int().min(0).max(100),
      startedAt: isoTime.nullable(),
    }),
  ),
})
export type WorkerJson = z.infer<typeof workerSchema>

export const workerListSchema = z.object({ workers: z.array(workerSchema) })
