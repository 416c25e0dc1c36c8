import { z } from 'zod'
import type { Durations, DurationsByStep } from '../../../activity/read-series.ts'
import { ACTIVITY_RANGES, activitySchema, type ActivityJson } from '../../../api-schemas/activity.ts'
import { readRoute } from '../route.ts'
import { toIsoTime } from '../times.ts'

const activityRoute = readRoute({
  path: '/activity',
  summary:
    'Jobs and callbacks by minute, or by some minutes of a longer range: how many, and the quantiles of how long they ' +
    'took. What happened in the last 10 s may be missing.',
  query: z.strictObject({ range: z.enum(ACTIVITY_RANGES).default('24h') }),
  answer: activitySchema,
  async handle({ activity }, { query: { range } }) {
    const { from, to, stepMs, events, durations } = await activity.read(range)
    return {
      range,
      from: toIsoTime(from),
      to: toIsoTime(to),
      stepS: stepMs / 1_000,
      jobs: {
        submitted: [...events.jobs_submitted],
        succeeded: [...events.jobs_succeeded],
        failed: [...events.jobs_failed],
      },
      callbacks: {
        delivered: [...events.callbacks_delivered],
        failedAttempts: [...events.attempts_failed],
      },
      wait: serializeDurations(durations.job_wait),
      run: serializeDurations(durations.job_run),
      delivery: serializeDurations(durations.callback_delivery),
    }
  },
})

function serializeDurations({ steps, total }: DurationsByStep): ActivityJson['run'] {
  return {
    p50Ms: steps.map(({ p50 }) => p50 ?? null),
    p95Ms: steps.map(({ p95 }) => p95 ?? null),
    total: serializeTotal(total),
  }
}

const serializeTotal = ({ count, p50, p95 }: Durations): ActivityJson['run']['total'] => ({
  count,
  p50Ms: p50 ?? null,
  p95Ms: p95 ?? null,
})

export const activityRoutes = [activityRoute]
