import { z } from 'zod'
import { batchPageSchema, batchSchema, type BatchJson } from '../../api-schemas/batches.ts'
import { cancelledSchema } from '../../api-schemas/workflows.ts'
import { browseBatch, browseBatches, type BrowsedBatch } from '../../engine/operator/browse-batches.ts'
import { cancelBatch } from '../../engine/batches/cancel-batch.ts'
import type { ApiContext } from './api-context.ts'
import { DEFAULT_LIMIT, pageQuery } from './page-query.ts'
import { ApiProblem } from './problem.ts'
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
  answer: batchSchema,
  handle: async (context, { id }) => serializeBatch(await requireBatch(context, id)),
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

async function requireBatch({ db }: ApiContext, id: string): Promise<BrowsedBatch> {
  const found = await browseBatch(db.reader, id)
  if (found) return found
  throw new ApiProblem('not_found', `There is no batch ${id}.`)
}

function serializeBatch(batch: BrowsedBatch): BatchJson {
  const { batchId: id, bucketId: _, createdAt, endedAt, ...rest } = batch
  return { id, ...rest, createdAt: toIsoTime(createdAt), endedAt: toIsoTimeOrNull(endedAt) }
}

export const batchRoutes = [listBatchesRoute, showBatchRoute, cancelBatchRoute]
