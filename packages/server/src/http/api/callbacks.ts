import { z } from 'zod'
import { Notifier } from '../../base/wait.ts'
import { findCallbackIds, type CallbackFilter } from '../../callbacks/operator/find-callbacks.ts'
import {
  findByWebhookIds,
  newestId,
  readAttempts,
  readBodies,
  readCallbacks,
} from '../../callbacks/operator/read-callbacks.ts'
import type { Management } from './context.ts'
import { requireQueue } from './named.ts'
import { ApiProblem } from './problem.ts'
import { noQuery, readRoute } from './route.ts'
import { attemptShape, givenTime, listedCallbackShape, wholeCallbackShape } from './shapes.ts'
import { showAttempt, showCallback, showContent } from './show-callback.ts'

const LIST_LIMIT = 50
const FEED_LIMIT = 100
/** Wake-ups may be lost: a feed that waits looks this often by itself, ms. */
const LOOK_AGAIN_MS = 5_000

const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

const listQuery = z.strictObject({
  state: z.enum(['pending', 'paused', 'parked', 'delivered', 'dead', 'undelivered']).optional(),
  queue: z.string().optional(),
  tag: z.string().optional(),
  job: z.string().optional(),
  endpoint: z.string().optional(),
  event: z.enum(['TaskFinish', 'WorkflowFinish']).optional(),
  since: givenTime.optional(),
  until: givenTime.optional(),
  include: z.literal('body').optional(),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  order: z.enum(['asc', 'desc']).optional().meta({ description: 'Of a list; `desc` is the default.' }),
  before: position.optional().meta({ description: 'Of a list: the `next` of the page before.' }),
  after: z
    .union([z.literal('now'), position])
    .optional()
    .meta({ description: 'Asks for the feed, oldest first: the `cursor` of the page before, 0, or `now`.' }),
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(60)
    .optional()
    .meta({ description: 'Asks for the feed: so many seconds it waits until there is something.' }),
})
type ListQuery = z.output<typeof listQuery>

const listAnswer = z.object({ callbacks: z.array(listedCallbackShape), next: z.int().nullable() })
const feedAnswer = z.object({ callbacks: z.array(listedCallbackShape), cursor: z.int() })

const listCallbacks = readRoute({
  path: '/callbacks',
  summary:
    'Callbacks, newest first and page by page; or, with `after` or `wait`, the feed: oldest first, as they come about. ' +
    'A page of a filtered list may hold fewer than `limit` and have a `next` all the same.',
  query: listQuery,
  answer: z.union([listAnswer, feedAnswer]),
  handle: (management, { query, signal }) =>
    query.after === undefined && query.wait === undefined
      ? readList(management, query)
      : readFeed(management, query, signal),
})

async function readList(management: Management, query: ListQuery): Promise<z.infer<typeof listAnswer>> {
  const { ids, next } = await findCallbackIds(management.db.reader, {
    filter: toFilter(query),
    order: query.order ?? 'desc',
    after: query.before,
    limit: query.limit ?? LIST_LIMIT,
  })
  return { callbacks: await show(management, ids, query), next: next ?? null }
}

async function readFeed(
  management: Management,
  query: ListQuery,
  signal: AbortSignal,
): Promise<z.infer<typeof feedAnswer>> {
  const { db, clock } = management
  if (query.before !== undefined || query.order !== undefined) {
    throw new ApiProblem(
      'invalid_argument',
      'A feed has neither before nor order: it goes on after its cursor.',
    )
  }
  const notifier = new Notifier()
  using _woken = db.onWake('callbacks', () => {
    notifier.notify()
  })
  const end = clock.monotonic() + (query.wait ?? 0) * 1_000
  let cursor = query.after === 'now' ? await newestId(db) : (query.after ?? 0)
  // Callbacks of a queue outlive it, but no new ones come about.
  if (query.after === 'now' && query.queue !== undefined) await requireQueue(db.reader, query.queue)
  if (query.after === 'now' && query.wait === undefined) return { callbacks: [], cursor }
  for (;;) {
    // Asked for before the page: what comes about in between is the next page's.
    const newest = await newestId(db)
    const limit = query.limit ?? FEED_LIMIT
    const found = await findCallbackIds(db.reader, {
      filter: toFilter(query),
      order: 'asc',
      after: cursor,
      limit,
    })
    const ids = found.ids.filter((id) => id <= newest)
    const { next = newest } = found
    cursor = Math.max(cursor, Math.min(next, newest))
    const left = end - clock.monotonic()
    if (ids.length > 0 || left <= 0 || signal.aborted) {
      return { callbacks: await show(management, ids, query), cursor }
    }
    if (next >= newest) await notifier.wait(Math.min(left, LOOK_AGAIN_MS), signal)
  }
}

function toFilter({ state, queue, tag, job, endpoint, event, since, until }: ListQuery): CallbackFilter {
  return { state, queueId: queue, tag, jobId: job, endpoint, event, since, until }
}

async function show(
  management: Management,
  ids: readonly number[],
  { include }: ListQuery,
): Promise<z.infer<typeof listedCallbackShape>[]> {
  const { reader } = management.db
  const bodies = include === 'body' ? await readBodies(reader, ids) : undefined
  return (await readCallbacks(reader, ids)).map((row) => {
    const whole = bodies?.get(row.id)
    return { ...showCallback(row), ...(whole && showContent(management, whole, row.attempts)) }
  })
}

const showOne = readRoute({
  path: '/callbacks/{id}',
  summary:
    'One callback with its body, the headers that its next attempt would have, and all attempts so far.',
  query: noQuery,
  answer: wholeCallbackShape,
  async handle(management, { id }) {
    const { reader } = management.db
    const callbackId = await requireCallback(management, id)
    const [row] = await readCallbacks(reader, [callbackId])
    const whole = (await readBodies(reader, [callbackId])).get(callbackId)
    if (!row || !whole) throw noCallback(id)
    const attempts = await readAttempts(reader, callbackId)
    return {
      ...showCallback(row),
      ...showContent(management, whole, row.attempts),
      attemptList: attempts.map((attempt) => showAttempt(callbackId, attempt)),
    }
  },
})

const listAttempts = readRoute({
  path: '/callbacks/{id}/attempts',
  summary: 'The attempts to deliver one callback, the first one first.',
  query: noQuery,
  answer: z.object({ attempts: z.array(attemptShape) }),
  async handle(management, { id }) {
    const callbackId = await requireCallback(management, id)
    const attempts = await readAttempts(management.db.reader, callbackId)
    return { attempts: attempts.map((attempt) => showAttempt(callbackId, attempt)) }
  },
})

async function requireCallback({ db }: Management, id: string): Promise<number> {
  const callbackId = (await findByWebhookIds(db.reader, [id])).get(id)
  if (callbackId === undefined) throw noCallback(id)
  return callbackId
}

function noCallback(id: string): ApiProblem {
  return new ApiProblem('not_found', `There is no callback ${id}: it never was, or is kept no longer.`)
}

export const callbackRoutes = [listCallbacks, showOne, listAttempts]
