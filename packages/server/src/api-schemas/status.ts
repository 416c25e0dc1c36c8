import { z } from 'zod'
import { count, isoTime } from './values.ts'

export const statusSchema = z.object({
  version: z.string(),
  uptimeS: count,
  jobs: z.object({ waiting: count, running: count }),
  callbacks: z.object({
    pending: count,
    oldestPendingAt: isoTime.nullable(),
    parked: count,
    dead: count,
  }),
  endpoints: z.object({ paused: count, parked: count }),
})
