import { z } from 'zod'
import { callbackSchema, callbackStateFilter, replaySchema } from '../../../api-schemas/callbacks.ts'
import { replayCallbacks } from '../../../callbacks/operator/replay-callbacks.ts'
import type { Queryable } from '../../../db/database.ts'
import { ApiProblem } from '../problem.ts'
import { changeRoute } from '../route.ts'
import { requireFilterNames, selectByFilter, selectByIds, webhookIds } from './select-callbacks.ts'
import { timeParameter, toIsoTime } from '../times.ts'

const replayBody = z.strictObject({
  ids: webhookIds.optional(),
  since: timeParameter.optional(),
  until: timeParameter.optional(),
  state: callbackStateFilter.optional(),
  queue: z.string().optional(),
  tag: z.string().optional(),
  endpoint: z.string().optional(),
  event: callbackSchema.shape.event.optional(),
  dryRun: z.boolean().default(false),
  ratePerSecond: z.number().min(0.01).max(10_000).optional(),
})

const replayCallbacksRoute = changeRoute({
  method: 'POST',
  path: '/callbacks/replay',
  summary:
    'Sends callbacks again with the same id and bytes: those of `ids`, or all since a time that match the other ' +
    'fields. What waits already is not queued twice. `dryRun` only counts.',
  body: replayBody,
  answer: replaySchema,
  async handle({ db, clock }, { body }) {
    const callbackIds = await select(db.reader, body)
    const { dryRun, ratePerSecond } = body
    const now = clock.now()
    const matched = callbackIds.length
    if (matched === 0) return { matched, queued: 0, dryRun, firstDueAt: null, lastDueAt: null }
    const firstDueAt = toIsoTime(now)
    if (dryRun) {
      const spreadMs = ratePerSecond === undefined ? 0 : Math.floor(((matched - 1) / ratePerSecond) * 1_000)
      return { matched, queued: 0, dryRun, firstDueAt, lastDueAt: toIsoTime(now + spreadMs) }
    }
    const { queued, lastDueAt } = await replayCallbacks(db, { callbackIds, now, ratePerSecond })
    return { matched, queued, dryRun, firstDueAt, lastDueAt: toIsoTime(lastDueAt) }
  },
})

async function select(db: Queryable, body: z.output<typeof replayBody>): Promise<readonly number[]> {
  const { ids, since, until, state, queue, tag, endpoint, event } = body
  if ((ids === undefined) === (since === undefined)) {
    throw new ApiProblem('invalid_argument', 'Give either ids or since.')
  }
  if (!ids) {
    const filter = { since, until, state, queueId: queue, tag, endpoint, event }
    const found = await selectByFilter(db, filter)
    if (found.length === 0) await requireFilterNames(db, { queue, endpoint })
    return found
  }
  if ([until, state, queue, tag, endpoint, event].some((field) => field !== undefined)) {
    throw new ApiProblem('invalid_argument', 'ids choose all by themselves: the other filters go with since.')
  }
  const found = await selectByIds(db, ids)
  const unknown = ids.find((id) => !found.has(id))
  if (unknown !== undefined) {
    throw new ApiProblem('not_found', `There is no callback ${unknown}: nothing was replayed.`)
  }
  return [...new Set(found.values())].sort((a, b) => a - b)
}

export const replayRoutes = [replayCallbacksRoute]
