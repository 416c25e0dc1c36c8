import { z } from 'zod'
import { unsentPageSchema, type UnsentJson } from '../../../api-schemas/callbacks.ts'
import {
  findUnsentCallbacks,
  type EndPosition,
  type UnsentCallback,
} from '../../../engine/operator/unsent-callbacks.ts'
import type { ApiContext } from '../api-context.ts'
import { readRoute } from '../route.ts'
import { serializeMessage } from './serialize-callback.ts'
import { timeParameter, toIsoTime } from '../times.ts'

const DEFAULT_LIMIT = 100

const position = z
  .string()
  .regex(/^\d{1,15}-\d{1,15}$/, 'it must be the `next` of a page')
  .transform((text): EndPosition => {
    const [endedAt, seq] = text.split('-').map(Number)
    return { endedAt: endedAt ?? 0, seq: seq ?? 0 }
  })

const listUnsentRoute = readRoute({
  path: '/unsent-callbacks',
  summary:
    'What the callbacks of jobs would be that ended without one, in the order of their ends; of the last 20,000 jobs. ' +
    'Nothing of it is sent.',
  query: z.strictObject({
    since: timeParameter
      .optional()
      .meta({ description: 'When the jobs ended; without it, only `now` is answered.' }),
    after: position.optional().meta({ description: 'The `next` of the page before, instead of `since`.' }),
    queue: z.string().optional(),
    tag: z.string().optional(),
    limit: z.coerce.number().int().min(1).max(1_000).optional(),
  }),
  answer: unsentPageSchema,
  async handle(context, { query: { since, after, queue, tag, limit = DEFAULT_LIMIT } }) {
    const { db, clock, engine } = context
    // Read before the page: what ends in between is searched again from here.
    const now = toIsoTime(clock.now())
    const from = after ?? (since === undefined ? undefined : { endedAt: since, seq: 0 })
    if (!from) return { callbacks: [], next: null, now }
    const found = await findUnsentCallbacks(engine, db.reader, { queueId: queue, tag, after: from, limit })
    const last = found.length === limit ? found.at(-1) : undefined
    return {
      callbacks: found.map((unsent) => serializeUnsent(context, unsent)),
      next: last ? `${last.endedAt}-${last.job.seq}` : null,
      now,
    }
  },
})

function serializeUnsent(context: ApiContext, unsent: UnsentCallback): UnsentJson {
  const { job, queue, bucket, endedAt, contentType, body } = unsent
  const id = `msg_unsent_${job.id}`
  const message = serializeMessage(
    { ...context, redirect: undefined },
    {
      id: 0,
      webhook_id: id,
      job_id: job.id,
      bucket_name: bucket.name,
      queue_id: queue.queueId,
      tag: job.tag,
      event: 'TaskFinish',
      endpoint: '',
      url: '',
      content_type: contentType,
      deadline_ms: context.engine.callbackDeadlineMs,
      traceparent: job.order.traceparent ?? null,
      created_at: endedAt,
      body,
    },
    0,
  )
  // It has no place among the callbacks.
  const { 'lemnis-sequence': _, ...headers } = message.headers
  return {
    ...message,
    headers,
    id,
    event: 'TaskFinish',
    jobId: job.id,
    tag: job.tag,
    queueId: queue.queueId,
    bucket: bucket.name,
    contentType,
    endedAt: toIsoTime(endedAt),
  }
}

export const unsentRoutes = [listUnsentRoute]
