import { z } from 'zod'
import {
  batchDetailSchema,
  batchPageSchema,
  batchPreviewSchema,
  batchSchema,
  type BatchJson,
} from '../../api-schemas/batches.ts'
import { cancelledSchema } from '../../api-schemas/workflows.ts'
import { sumBelow } from '../../buckets/sum-below.ts'
import { previewBatch } from '../../engine/batches/preview-batch.ts'
import {
  browseBatch,
  browseBatches,
  type BrowsedBatch,
  type BrowsedBatchDetail,
} from '../../engine/operator/browse-batches.ts'
import { elementNode } from '../../protocol/xml/xml.ts'
import { submitBatch } from '../batch-request.ts'
import { cancelBatch } from '../../engine/batches/cancel-batch.ts'
import type { ApiContext } from './api-context.ts'
import { jsonOf } from './json-of.ts'
import { DEFAULT_LIMIT, pageQuery } from './page-query.ts'
import { ApiProblem } from './problem.ts'
import { elementBody, readElement } from './read-element.ts'
import { requireBucket } from './require-resource.ts'
import { changeRoute, noQuery, readRoute } from './route.ts'
import { toIsoTime, toIsoTimeOrNull } from './times.ts'

const listBatchesRoute = readRoute({
  path: '/batches',
  summary: 'Batches of all buckets, newest first.',
  query: z.strictObject({
    bucket: z.string().optional(),
    state: batchSchema.shape.state.optional(),
    ...pageQuery,
  }),
  answer: batchPageSchema,
  async handle({ db }, { query: { limit = DEFAULT_LIMIT, ...filter } }) {
    const { batches, next } = await browseBatches(db.reader, { ...filter, limit })
    return { batches: batches.map(serializeBatch), next: next ?? null }
  },
})

const showBatchRoute = readRoute({
  path: '/batches/{id}',
  summary: 'One batch: how many objects it has passed, and what became of them.',
  query: noQuery,
  answer: batchDetailSchema,
  handle: async (context, { id, signal }) =>
    serializeBatchDetail(context, await requireBatch(context, id), signal),
})

const previewBatchRoute = readRoute({
  path: '/batch-preview',
  summary: 'How many objects a batch over a prefix would take, and the first of them.',
  query: z.strictObject({ bucket: z.string(), prefix: z.string() }),
  answer: batchPreviewSchema,
  async handle({ db, clock }, { query: { bucket: name, prefix }, signal }) {
    const { id: bucketId } = await requireBucket(db.reader, name)
    // As in the protocol, a slash is the whole bucket.
    return previewBatch(db.reader, { bucketId, prefix: prefix.replace(/^\//, '') }, { clock, signal })
  },
})

const createBatchRoute = changeRoute({
  method: 'POST',
  path: '/batches',
  summary: 'Starts a batch, which is checked as the protocol does.',
  body: z.strictObject({ bucket: z.string(), request: elementBody('POST /inventorytriggerjob') }),
  answer: batchDetailSchema,
  async handle(context, { body, signal }) {
    const bucket = await requireBucket(context.db.reader, body.bucket)
    const wanted = { bucket, body: readElement(body.request) }
    const { batchId } = await submitBatch(context, wanted, signal)
    return serializeBatchDetail(context, await requireBatch(context, batchId), signal)
  },
})

const cancelBatchRoute = changeRoute({
  method: 'POST',
  path: '/batches/{id}/cancel',
  summary: 'Ends a batch: no further object is taken, waiting jobs are cancelled, and no callback is sent.',
  body: z.strictObject({}),
  answer: cancelledSchema,
  async handle(context, { id }) {
    const { bucketId } = await requireBatch(context, id)
    await cancelBatch(context, { bucketId, batchId: id })
    return { cancelled: id }
  },
})

async function requireBatch({ db }: ApiContext, id: string): Promise<BrowsedBatchDetail> {
  const found = await browseBatch(db.reader, id)
  if (found) return found
  throw new ApiProblem('not_found', `There is no batch ${id}.`)
}

/** Few enough to be counted while a page is waited for. */
const MOST_REMAINING = { objects: 100_000, ms: 500 }

async function serializeBatchDetail(
  { db, clock }: ApiContext,
  { phase, request, plan, cursor, ...batch }: BrowsedBatchDetail,
  signal: AbortSignal,
): Promise<z.input<typeof batchDetailSchema>> {
  const { source } = plan
  const isListing = phase === 'Listing'
  const left = { bucketId: batch.bucketId, after: cursor.after, most: MOST_REMAINING }
  const remaining = !isListing
    ? { objects: 0, isLowerBound: false }
    : source.kind === 'prefix'
      ? await sumBelow(db.reader, { ...left, prefix: source.prefix }, { clock, signal })
      : null
  return {
    ...serializeBatch(batch),
    remaining: remaining && { objects: remaining.objects, isLowerBound: remaining.isLowerBound },
    request: jsonOf([elementNode(request.input), elementNode(request.operation)]),
  }
}

function serializeBatch(batch: BrowsedBatch): BatchJson {
  const { batchId: id, bucketId: _, createdAt, endedAt, ...rest } = batch
  return { id, ...rest, createdAt: toIsoTime(createdAt), endedAt: toIsoTimeOrNull(endedAt) }
}

export const batchRoutes = [
  listBatchesRoute,
  previewBatchRoute,
  createBatchRoute,
  showBatchRoute,
  cancelBatchRoute,
]
