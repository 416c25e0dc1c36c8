import { z } from 'zod'
import { jobSchema } from './jobs.ts'

const isComplete = z
  .boolean()
  .meta({ description: 'False when more of them may have changed than are listed.' })
/** Present when something of it may have changed. */
const mayHaveChanged = z.literal(true).optional()

/** What may have changed since the event before. */
export const changesSchema = z.object({
  jobs: z
    .object({
      changed: z.array(jobSchema.pick({ id: true, state: true, progress: true })).readonly(),
      isComplete,
    })
    .optional(),
  callbacks: z
    .object({
      changed: z
        .array(z.object({ id: z.string(), jobId: z.string() }))
        .readonly()
        .meta({ description: 'Those that were made or attempted.' }),
      isComplete,
    })
    .optional(),
  endpoints: mayHaveChanged,
  queues: mayHaveChanged,
  workflows: mayHaveChanged.meta({ description: 'Workflows, or runs of one.' }),
  batches: mayHaveChanged,
})

export type Changes = z.infer<typeof changesSchema>
