import { z } from 'zod'
import { count, isoTime } from './values.ts'

export const ACTIVITY_RANGES = ['1h', '6h', '24h'] as const

/** How many in each step. */
const counts = z.array(count)
const ms = z.number().min(0)
const quantiles = z.array(ms.nullable())

const durations = z
  .object({
    p50Ms: quantiles,
    p95Ms: quantiles,
    total: z.object({ count, p50Ms: ms.nullable(), p95Ms: ms.nullable() }),
  })
  .meta({ description: 'By step, at most 19 % from the real one; null: there was none.' })

export const activitySchema = z.object({
  range: z.enum(ACTIVITY_RANGES),
  from: isoTime.meta({ description: 'When the first step begins.' }),
  to: isoTime.meta({ description: 'When it was read: the last step is not over by then.' }),
  stepS: count,
  jobs: z.object({ submitted: counts, succeeded: counts, failed: counts }),
  callbacks: z.object({ delivered: counts, failedAttempts: counts }),
  wait: durations.meta({ description: 'From the submission of a job to its first start.' }),
  run: durations.meta({ description: 'From the start of a job to its end.' }),
  delivery: durations.meta({ description: 'From the end of a job to the acknowledgement of its callback.' }),
})
export type ActivityJson = z.infer<typeof activitySchema>
