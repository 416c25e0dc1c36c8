import { statusSchema } from '../../api-schemas/status.ts'
import { countOpen } from '../../callbacks/operator/count-open.ts'
import { countJobs } from '../../queues/count-jobs.ts'
import { noQuery, readRoute } from './route.ts'
import { toIsoTimeOrNull } from './times.ts'

const statusRoute = readRoute({
  path: '/status',
  summary: 'How many jobs and callbacks wait, and how many endpoints are closed.',
  query: noQuery,
  answer: statusSchema,
  async handle({ db, clock, version, startedAt }) {
    const { callbacks, endpoints } = await countOpen(db.reader)
    return {
      version,
      uptimeS: Math.round((clock.monotonic() - startedAt) / 1_000),
      jobs: await countJobs(db.reader),
      callbacks: { ...callbacks, oldestPendingAt: toIsoTimeOrNull(callbacks.oldestPendingAt) },
      endpoints,
    }
  },
})

export const statusRoutes = [statusRoute]
