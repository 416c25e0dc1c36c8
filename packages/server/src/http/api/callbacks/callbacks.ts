import { z } from 'zod'
import {
  attemptListSchema,
  callbackDetailSchema,
  callbackPageSchema,
  feedPageSchema,
} from '../../../api-schemas/callbacks.ts'
import { findCallbackIds, type CallbackFilter } from '../../../callbacks/operator/find-callbacks.ts'
import { readCallbacks } from '../../../callbacks/operator/read-callbacks.ts'
import type { ApiContext } from '../api-context.ts'
import { readFeed } from './callback-feed.ts'
import { callbackFilterFields } from './callback-filter.ts'
import { DEFAULT_LIMIT, pageQuery } from '../page-query.ts'
import { noCallback, requireCallback } from './require-callback.ts'
import { readEndpoint } from '../read-scope.ts'
import { noQuery, readRoute } from '../route.ts'
import { readListed, serializeAttempts, serializeCallback, serializeMessage } from './serialize-callback.ts'

const position = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

const feedPosition = z.union([z.literal('now'), position], {
  error: 'it must be now, or a whole number of at least 0',
})

const listQuery = z.strictObject({
  ...callbackFilterFields,
  job: z.string().optional(),
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

function toFilter(query: ListQuery): CallbackFilter {
  const { state, queue, bucket, tag, job, endpoint, event, answer, since, until } = query
  const at = endpoint === undefined ? undefined : readEndpoint(endpoint)
  const of = { queueId: queue, bucketName: bucket, jobId: job, endpoint: at }
  return { ...of, state, tag, event, answer, since, until }
}

const showCallbackRoute = readRoute({
  path: '/callbacks/{id}',
  summary:
    'One callback with its body, the headers that its next attempt would have, and all attempts so far.',
  query: noQuery,
  answer: callbackDetailSchema,
  async handle(context, { id }) {
    const callback = await requireCallback(context, id)
    const [row] = await readCallbacks(context.db.reader, [callback.id])
    if (!row) throw noCallback(id)
    return {
      ...serializeCallback(row),
      ...serializeMessage(context, callback, row.attempts),
      attemptList: await serializeAttempts(context, callback),
    }
  },
})

const listAttemptsRoute = readRoute({
  path: '/callbacks/{id}/attempts',
  summary: 'The attempts to deliver one callback, the first one first.',
  query: noQuery,
  answer: attemptListSchema,
  async handle(context, { id }) {
    return { attempts: await serializeAttempts(context, await requireCallback(context, id)) }
  },
})

export const callbackRoutes = [listCallbacksRoute, showCallbackRoute, listAttemptsRoute]
