import { z } from 'zod'
import { setCallbackDeadline } from '../../queues/store.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute } from './route.ts'

const set = changeRoute({
  method: 'PATCH',
  path: '/queues/{id}',
  summary:
    'Sets how long an attempt to deliver a callback of this queue may take; null is the service’s own.',
  body: z.strictObject({ callbackDeadlineMs: z.int().min(1_000).max(60_000).nullable() }),
  answer: z.object({ id: z.string(), callbackDeadlineMs: z.int().nullable() }),
  async handle({ db }, { id, body: { callbackDeadlineMs } }) {
    const found = await db.transact((tx) =>
      setCallbackDeadline(tx, { queueId: id, deadlineMs: callbackDeadlineMs }),
    )
    if (!found) throw new ApiProblem('not_found', `There is no queue ${id}.`)
    return { id, callbackDeadlineMs }
  },
})

export const queueSettingRoutes = [set]
