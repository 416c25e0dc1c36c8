import { z } from 'zod'
import {
  attemptListSchema,
  callbackDetailSchema,
  callbackPageSchema,
  callbackSchema,
  callbackStateFilter,
  feedPageSchema,
} from '../../../api-schemas/callbacks.ts'
import { findCallbackIds, type CallbackFilter } from '../../../callbacks/operator/find-callbacks.ts'
import {
  findByWebhookIds,
  readAttempts,
  readBodies,
  readCallbacks,
} from '../../../callbacks/operator/read-callbacks.ts'
import type { ApiContext } from '../api-context.ts'
import { readFeed } from './callback-feed.ts'
import { DEFAULT_LIMIT, pageQuery } from '../page-query.ts'
import { ApiProblem } from '../problem.ts'
import { readEndpoint } from '../read-scope.ts'
import { noQuery, readRoute } from '../route.ts'
import { readListed, serializeAttempt, serializeCallback, serializeMessage } from './serialize-callback.ts'
import { timeParameter } from '../times.ts'

const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

const feedPosition = z.union([z.literal('now'), position], {
  error: 'it must be now, or a whole number of at least 0',
})

const listQuery = z.strictObject({
  state: callbackStateFilter.optional(),
  queue: z.string().optional(),
  tag: z.string().optional(),
  job: z.string().optional(),
  endpoint: z
    .string()
    .optional()
    .meta({ description: 'Any address of it; that of LEMNIS_CALLBACK_TO is the endpoint of all callbacks.' }),
  event: callbackSchema.shape.event.optional(),
  since: timeParameter.optional(),
  until: timeParameter.optional(),
  include: z.literal('body').optional(),
  limit: pageQuery.limit,
  order: z.enum(['asc', 'desc']).optional().meta({ description: 'Of a list; `desc` is the default.' }),
  before: position.optional().meta({ description: 'Of a list: the `next` of the page before.' }),
  after: feedPosition
    .optional()
    .meta({ description: 'Asks for the feed, oldest first: the `cursor` of the page before, 0, or `now`.' }),
  replays: feedPosition.optional().meta({
    description:
      'Of a feed: asks for replays as well, after the `replayCursor` of the page before, 0, or `now`.',
  }),
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(60)
    .optional()
    .meta({ description: 'Asks for the feed: how many seconds it waits until there is something.' }),
})
type ListQuery = z.output<typeof listQuery>

const listCallbacksRoute = readRoute({
  path: '/callbacks',
  summary:
    'Callbacks, newest first and page by page; or, with `after` or `wait`, the feed: oldest first, as they are made; with `replays` also each replay. ' +
    'A page of a filtered list may hold fewer than `limit` and have a `next` all the same.',
  query: listQuery,
  answer: z.union([callbackPageSchema, feedPageSchema]),
  handle: (context, { query, signal }) =>
    query.after === undefined && query.wait === undefined
      ? readList(context, query)
      : readFeed(context, { query, filter: toFilter(query) }, signal),
})

async function readList(context: ApiContext, query: ListQuery): Promise<z.infer<typeof callbackPageSchema>> {
  const { ids, next } = await findCallbackIds(context.db.reader, {
    filter: toFilter(query),
    order: query.order ?? 'desc',
    after: query.before,
    limit: query.limit ?? DEFAULT_LIMIT,
  })
  return { callbacks: await readListed(context, ids, query), next: next ?? null }
}

function toFilter({ state, queue, tag, job, endpoint, event, since, until }: ListQuery): CallbackFilter {
  const at = endpoint === undefined ? undefined : readEndpoint(endpoint)
  return { state, queueId: queue, tag, jobId: job, endpoint: at, event, since, until }
}

const showCallbackRoute = readRoute({
  path: '/callbacks/{id}',
  summary:
    'One callback with its body, the headers that its next attempt would have, and all attempts so far.',
  query: noQuery,
  answer: callbackDetailSchema,
  async handle(context, { id }) {
    const { reader } = context.db
    const callbackId = await requireCallback(context, id)
    const [row] = await readCallbacks(reader, [callbackId])
    const callback = (await readBodies(reader, [callbackId])).get(callbackId)
    if (!row || !callback) throw noCallback(id)
    const attempts = await readAttempts(reader, callbackId)
    return {
      ...serializeCallback(row),
      ...serializeMessage(context, callback, row.attempts),
      attemptList: attempts.map((attempt) => serializeAttempt(callbackId, attempt)),
    }
  },
})

const listAttemptsRoute = readRoute({
  path: '/callbacks/{id}/attempts',
  summary: 'The attempts to deliver one callback, the first one first.',
  query: noQuery,
  answer: attemptListSchema,
  async handle(context, { id }) {
    const callbackId = await requireCallback(context, id)
    const attempts = await readAttempts(context.db.reader, callbackId)
    return { attempts: attempts.map((attempt) => serializeAttempt(callbackId, attempt)) }
  },
})

async function requireCallback({ db }: ApiContext, id: string): Promise<number> {
  const callbackId = (await findByWebhookIds(db.reader, [id])).get(id)
  if (callbackId === undefined) throw noCallback(id)
  return callbackId
}

function noCallback(id: string): ApiProblem {
  return new ApiProblem('not_found', `There is no callback ${id}: it never was, or is kept no longer.`)
}

export const callbackRoutes = [listCallbacksRoute, showCallbackRoute, listAttemptsRoute]
