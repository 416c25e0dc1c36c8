import { z } from 'zod'
import { BATCH_STATES } from '../../batches/tables.ts'
import { browseBatch, browseBatches, type BrowsedBatch } from '../../engine/operator/browse-batches.ts'
import { cancelBatch } from '../../engine/batches/cancel-batch.ts'
import type { Management } from './context.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute, noQuery, readRoute } from './route.ts'
import { batchShape, toTime, toTimeOrNull } from './shapes.ts'

const list = readRoute({
  path: '/batches',
  summary: 'Batches of all buckets, newest first.',
  query: z.strictObject({
    bucket: z.string().optional(),
    state: z.enum(BATCH_STATES).optional(),
    limit: z.coerce.number().int().min(1).max(1_000).optional(),
    before: z.coerce.number().int().min(0).optional().meta({ description: 'The `next` of the page before.' }),
  }),
  answer: z.object({ batches: z.array(batchShape), next: z.int().nullable() }),
  async handle({ db }, { query: { limit = 50, ...wanted } }) {
    const { batches, next } = await browseBatches(db.reader, { ...wanted, limit })
    return { batches: batches.map(show), next: next ?? null }
  },
})

const showOne = readRoute({
  path: '/batches/{id}',
  summary: 'One batch: how many objects it has passed, and what became of them.',
  query: noQuery,
  answer: batchShape,
  handle: async (management, { id }) => show(await find(management, id)),
})

const cancel = changeRoute({
  method: 'POST',
  path: '/batches/{id}/cancel',
  summary: 'Ends a batch: no further object is taken, what waits is cancelled, and nobody is told.',
  body: z.strictObject({}),
  answer: z.object({ cancelled: z.string() }),
  async handle(management, { id }) {
    const { bucketId } = await find(management, id)
    await cancelBatch(management, { bucketId, batchId: id })
    return { cancelled: id }
  },
})

async function find({ db }: Management, id: string): Promise<BrowsedBatch> {
  const found = await browseBatch(db.reader, id)
  if (found) return found
  throw new ApiProblem('not_found', `There is no batch ${id}.`)
}

function show(batch: BrowsedBatch): z.infer<typeof batchShape> {
  const { batchId: id, bucketId: _, createdAt, endedAt, ...rest } = batch
  return { id, ...rest, createdAt: toTime(createdAt), endedAt: toTimeOrNull(endedAt) }
}

export const batchRoutes = [list, showOne, cancel]
