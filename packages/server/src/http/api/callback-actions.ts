import { z } from 'zod'
import { confirmCallbacks } from '../../callbacks/operator/confirm-callbacks.ts'
import { findCallbackIds, type CallbackFilter } from '../../callbacks/operator/find-callbacks.ts'
import { findByWebhookIds } from '../../callbacks/operator/read-callbacks.ts'
import { replayCallbacks } from '../../callbacks/operator/replay-callbacks.ts'
import type { Database, Queryable } from '../../db/database.ts'
import { readEndpoint, requireQueue } from './named.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute } from './route.ts'
import { givenTime, shownTime, toTime } from './shapes.ts'

/** So many are looked up, or confirmed, in one go. */
const CHUNK = 500

const webhookIds = z.array(z.string().min(1).max(200)).min(1).max(10_000)

const confirm = changeRoute({
  method: 'POST',
  path: '/callbacks/confirm',
  summary:
    'The receiver has these callbacks: they are delivered. Either `ids`, or all that are not delivered up to the ' +
    'sequence `upTo`, of one queue or endpoint when they are named. Ids that are not known any more are passed over.',
  body: z.strictObject({
    ids: webhookIds.optional(),
    upTo: z.int().min(1).optional(),
    queue: z.string().optional(),
    endpoint: z.string().optional(),
    mustExist: z
      .boolean()
      .default(false)
      .meta({ description: 'Refuses all of it when an id, the queue or the endpoint is not known.' }),
  }),
  answer: z.object({ confirmed: z.int().min(0) }),
  async handle({ db, clock }, { body }) {
    const { ids, upTo, queue, endpoint, mustExist } = body
    if ((ids === undefined) === (upTo === undefined)) {
      throw new ApiProblem('invalid_argument', 'Give either ids or upTo.')
    }
    if (ids && (queue !== undefined || endpoint !== undefined)) {
      throw new ApiProblem('invalid_argument', 'queue and endpoint go with upTo, not with ids.')
    }
    const known = ids && (await findAll(db.reader, ids))
    const unknown = known && ids.find((id) => !known.has(id))
    if (mustExist && unknown !== undefined) {
      throw new ApiProblem('not_found', `There is no callback ${unknown}: nothing was confirmed.`)
    }
    const found = known
      ? [...known.values()]
      : await collect(db.reader, { state: 'undelivered', queueId: queue, endpoint }, upTo)
    if (mustExist && found.length === 0) await refuseUnknown(db.reader, { queue, endpoint })
    let confirmed = 0
    for (const chunk of chunksOf(found)) confirmed += await confirmCallbacks(db, chunk, clock.now())
    return { confirmed }
  },
})

const replayBody = z.strictObject({
  ids: webhookIds.optional(),
  since: givenTime.optional(),
  until: givenTime.optional(),
  state: z.enum(['pending', 'paused', 'parked', 'delivered', 'dead', 'undelivered']).optional(),
  queue: z.string().optional(),
  tag: z.string().optional(),
  endpoint: z.string().optional(),
  event: z.enum(['TaskFinish', 'WorkflowFinish']).optional(),
  dryRun: z.boolean().default(false),
  ratePerSecond: z.number().min(0.01).max(10_000).optional(),
})

const replay = changeRoute({
  method: 'POST',
  path: '/callbacks/replay',
  summary:
    'Sends callbacks again with the same id and bytes: those of `ids`, or all since a time that the other fields ' +
    'leave. What waits already is not queued twice. `dryRun` only counts.',
  body: replayBody,
  answer: z.object({
    matched: z.int().min(0),
    queued: z.int().min(0),
    dryRun: z.boolean(),
    firstDueAt: shownTime.nullable(),
    lastDueAt: shownTime.nullable(),
  }),
  async handle({ db, clock }, { body }) {
    const callbackIds = await findWanted(db, body)
    const { dryRun, ratePerSecond } = body
    const now = clock.now()
    const matched = callbackIds.length
    if (matched === 0) return { matched, queued: 0, dryRun, firstDueAt: null, lastDueAt: null }
    if (dryRun) {
      const lasts = ratePerSecond === undefined ? 0 : Math.floor(((matched - 1) / ratePerSecond) * 1_000)
      return { matched, queued: 0, dryRun, firstDueAt: toTime(now), lastDueAt: toTime(now + lasts) }
    }
    const { queued, lastDueAt } = await replayCallbacks(db, { callbackIds, now, ratePerSecond })
    return { matched, queued, dryRun, firstDueAt: toTime(now), lastDueAt: toTime(lastDueAt) }
  },
})

async function findWanted(db: Database, body: z.output<typeof replayBody>): Promise<readonly number[]> {
  const { ids, since, until, state, queue, tag, endpoint, event } = body
  if ((ids === undefined) === (since === undefined)) {
    throw new ApiProblem('invalid_argument', 'Give either ids or since.')
  }
  if (!ids) {
    const filter = { since, until, state, queueId: queue, tag, endpoint, event }
    const found = await collect(db.reader, filter, undefined)
    if (found.length === 0) await refuseUnknown(db.reader, { queue, endpoint })
    return found
  }
  if ([until, state, queue, tag, endpoint, event].some((field) => field !== undefined)) {
    throw new ApiProblem('invalid_argument', 'ids say it all: the fields that choose go with since.')
  }
  const found = await findAll(db.reader, ids)
  const unknown = ids.find((id) => !found.has(id))
  if (unknown !== undefined) {
    throw new ApiProblem('not_found', `There is no callback ${unknown}: nothing was replayed.`)
  }
  return [...new Set(found.values())].sort((a, b) => a - b)
}

/** Nothing was found: was it misspelt? Callbacks of a queue outlive it, so that it is asked for only then. */
async function refuseUnknown(
  db: Queryable,
  { queue, endpoint }: { readonly queue: string | undefined; readonly endpoint: string | undefined },
): Promise<void> {
  if (queue !== undefined) await requireQueue(db, queue)
  if (endpoint !== undefined) readEndpoint(endpoint)
}

async function findAll(db: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  for (const chunk of chunksOf(ids)) {
    for (const [webhookId, id] of await findByWebhookIds(db, chunk)) found.set(webhookId, id)
  }
  return found
}

/** All ids that a filter leaves, in order, up to one. */
async function collect(
  db: Queryable,
  filter: CallbackFilter,
  upTo: number | undefined,
): Promise<readonly number[]> {
  const all: number[] = []
  let after: number | undefined = 0
  while (after !== undefined && (upTo === undefined || after < upTo)) {
    const { ids, next } = await findCallbackIds(db, { filter, order: 'asc', after, limit: CHUNK })
    for (const id of ids) if (upTo === undefined || id <= upTo) all.push(id)
    after = next
  }
  return all
}

function chunksOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / CHUNK) }, (_, at) =>
    all.slice(at * CHUNK, (at + 1) * CHUNK),
  )
}

export const callbackActionRoutes = [confirm, replay]
