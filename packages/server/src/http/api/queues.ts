import { z } from 'zod'
import { browseQueues } from '../../engine/browse-queues.ts'
import { noQuery, readRoute } from './route.ts'
import { queueShape } from './shapes.ts'

const list = readRoute({
  path: '/queues',
  summary: 'The queues of all buckets.',
  query: noQuery,
  answer: z.object({ queues: z.array(queueShape) }),
  handle: async ({ db }) => ({ queues: [...(await browseQueues(db.reader))] }),
})

export const queueRoutes = [list]
