import { z } from 'zod'
import { browseQueues } from '../../engine/operator/browse-queues.ts'
import { createQueue } from '../../engine/queues/create-queue.ts'
import { patchQueue } from '../../engine/queues/change-queue.ts'
import { CALLBACK_DEADLINE_MS, QUEUE_COUNT, QUEUE_NAME_MAX_BYTES } from '../../protocol/jobs/queue-shape.ts'
import { QUEUE_CATEGORIES } from '../../queues/families.ts'
import type { QueueRecord } from '../../queues/store.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute, noQuery, readRoute } from './route.ts'
import { queueShape } from './shapes.ts'

const name = z
  .string()
  .min(1)
  .refine((text) => Buffer.byteLength(text) <= QUEUE_NAME_MAX_BYTES, `at most ${QUEUE_NAME_MAX_BYTES} bytes`)

const within = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.int().min(least).max(most)

const limits = {
  maxSize: within(QUEUE_COUNT)
    .optional()
    .meta({ description: 'So many jobs may wait; one more is refused with QueueSaturated.' }),
  maxConcurrent: within(QUEUE_COUNT)
    .optional()
    .meta({ description: 'So many jobs run at once, over all processes.' }),
  callbackDeadlineMs: within(CALLBACK_DEADLINE_MS)
    .nullable()
    .optional()
    .meta({ description: 'For a whole attempt to deliver a callback; null is the service’s own.' }),
}

const settings = queueShape.omit({ bucket: true, waiting: true, running: true })

const list = readRoute({
  path: '/queues',
  summary: 'The queues of all buckets.',
  query: noQuery,
  answer: z.object({ queues: z.array(queueShape) }),
  handle: async ({ db }) => ({ queues: [...(await browseQueues(db.reader))] }),
})

const create = changeRoute({
  method: 'POST',
  path: '/queues',
  summary: 'Makes a further queue of a bucket. Jobs come to it by its id.',
  body: z.strictObject({ bucket: z.string(), category: z.enum(QUEUE_CATEGORIES), name, ...limits }),
  answer: settings,
  handle: async (management, { body }) => show(await createQueue(management, body)),
})

const set = changeRoute({
  method: 'PATCH',
  path: '/queues/{id}',
  summary: 'Changes what is given of a queue, and nothing else.',
  body: z.strictObject({
    name: name.optional(),
    state: z.enum(['Active', 'Paused']).optional(),
    ...limits,
  }),
  answer: settings,
  async handle(management, { id, body }) {
    const queue = await patchQueue(management, id, body)
    if (!queue) throw new ApiProblem('not_found', `There is no queue ${id}.`)
    return show(queue)
  },
})

function show(queue: QueueRecord): z.infer<typeof settings> {
  const { queueId: id, name, category, state, maxConcurrent, maxSize } = queue
  return {
    id,
    name,
    category,
    state,
    maxConcurrent,
    maxSize,
    callbackDeadlineMs: queue.callbackDeadlineMs ?? null,
  }
}

export const queueRoutes = [list, create, set]
