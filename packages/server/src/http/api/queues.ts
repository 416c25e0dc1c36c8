import { z } from 'zod'
import {
  queueListSchema,
  queueSchema,
  queueSettingsSchema,
  type QueueSettingsJson,
} from '../../api-schemas/queues.ts'
import { browseQueues } from '../../engine/operator/browse-queues.ts'
import { createQueue } from '../../engine/queues/create-queue.ts'
import { patchQueue } from '../../engine/queues/change-queue.ts'
import { CALLBACK_DEADLINE_MS, QUEUE_COUNT, QUEUE_NAME_MAX_BYTES } from '../../protocol/jobs/queue-shape.ts'
import { CATEGORIES, QUEUE_CATEGORIES, type QueueCategory } from '../../queues/families.ts'
import type { QueueRecord } from '../../queues/store.ts'
import type { Tag } from '../../tags/tag.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute, noQuery, readRoute } from './route.ts'

const queueName = z
  .string()
  .min(1)
  .refine(
    (text) => Buffer.byteLength(text) <= QUEUE_NAME_MAX_BYTES,
    `it must have at most ${QUEUE_NAME_MAX_BYTES} bytes`,
  )

const wholeNumber = ({ least, most }: { readonly least: number; readonly most: number }) =>
  z.int().min(least).max(most)

const limits = {
  maxSize: wholeNumber(QUEUE_COUNT)
    .optional()
    .meta({ description: 'How many jobs may wait; one more is refused with QueueSaturated.' }),
  maxConcurrent: wholeNumber(QUEUE_COUNT)
    .optional()
    .meta({ description: 'How many jobs run at once, over all processes.' }),
  callbackDeadlineMs: wholeNumber(CALLBACK_DEADLINE_MS)
    .nullable()
    .optional()
    .meta({ description: 'For a whole attempt to deliver a callback; null is the service’s own.' }),
}

const listQueuesRoute = readRoute({
  path: '/queues',
  summary: 'The queues of all buckets.',
  query: noQuery,
  answer: queueListSchema,
  async handle({ db, engine }) {
    const queues = await browseQueues(db.reader)
    return { queues: queues.map((queue) => ({ ...queue, tags: tagsOf(engine.tags.all, queue.category) })) }
  },
})

const createQueueRoute = changeRoute({
  method: 'POST',
  path: '/queues',
  summary: 'Adds a queue to a bucket. Jobs name it by its id.',
  body: z.strictObject({
    bucket: z.string(),
    category: z.enum(QUEUE_CATEGORIES),
    name: queueName,
    ...limits,
  }),
  answer: queueSettingsSchema,
  handle: async (context, { body }) => serializeQueue(await createQueue(context, body)),
})

const setQueueRoute = changeRoute({
  method: 'PATCH',
  path: '/queues/{id}',
  summary: 'Changes the given fields of a queue, and nothing else.',
  body: z.strictObject({
    name: queueName.optional(),
    state: queueSchema.shape.state.optional(),
    ...limits,
  }),
  answer: queueSettingsSchema,
  async handle(context, { id, body }) {
    const queue = await patchQueue(context, id, body)
    if (!queue) throw new ApiProblem('not_found', `There is no queue ${id}.`)
    return serializeQueue(queue)
  },
})

/** A queue takes the jobs of its service. */
function tagsOf(tags: readonly Tag[], category: QueueCategory): string[] {
  const { service } = CATEGORIES[category]
  return tags.filter(({ family }) => family === service).map(({ name }) => name)
}

function serializeQueue(queue: QueueRecord): QueueSettingsJson {
  const { queueId: id, name, category, state, maxConcurrent, maxSize, callbackDeadlineMs = null } = queue
  return { id, name, category, state, maxConcurrent, maxSize, callbackDeadlineMs }
}

export const queueRoutes = [listQueuesRoute, createQueueRoute, setQueueRoute]
