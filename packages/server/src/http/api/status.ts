import { z } from 'zod'
import { countOpen } from '../../callbacks/operator/count-open.ts'
import { countJobs } from '../../queues/count-jobs.ts'
import { noQuery, readRoute } from './route.ts'
import { shownTime, toTimeOrNull } from './shapes.ts'

const count = z.int().min(0)

const status = readRoute({
  path: '/status',
  summary: 'How the service is, in numbers.',
  query: noQuery,
  answer: z.object({
    version: z.string(),
    uptimeS: count,
    jobs: z.object({ waiting: count, running: count }),
    callbacks: z.object({
      pending: count,
      oldestPendingAt: shownTime.nullable(),
      parked: count,
      dead: count,
    }),
    endpoints: z.object({ paused: count, parked: count }),
  }),
  async handle({ db, clock, version, startedAt }) {
    const { callbacks, endpoints } = await countOpen(db.reader)
    return {
      version,
      uptimeS: Math.round((clock.monotonic() - startedAt) / 1_000),
      jobs: await countJobs(db.reader),
      callbacks: { ...callbacks, oldestPendingAt: toTimeOrNull(callbacks.oldestPendingAt) },
      endpoints,
    }
  },
})

export const statusRoutes = [status]
