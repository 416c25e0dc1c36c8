import { z } from 'zod'
import { confirmedSchema } from '../../../api-schemas/callbacks.ts'
import { confirmCallbacks } from '../../../callbacks/operator/confirm-callbacks.ts'
import type { Queryable } from '../../../db/database.ts'
import { ApiProblem } from '../problem.ts'
import { changeRoute } from '../route.ts'
import { chunksOf, requireFilterNames, selectByFilter, selectByIds, webhookIds } from './select-callbacks.ts'

const confirmBody = z.strictObject({
  ids: webhookIds.optional(),
  upTo: z.int().min(1).optional(),
  queue: z.string().optional(),
  endpoint: z.string().optional(),
  mustExist: z
    .boolean()
    .default(false)
    .meta({ description: 'Refuses all of it when an id, the queue or the endpoint is not known.' }),
})
type ConfirmBody = z.output<typeof confirmBody>

const confirmCallbacksRoute = changeRoute({
  method: 'POST',
  path: '/callbacks/confirm',
  summary:
    'The receiver has these callbacks: they are delivered. Either `ids`, or all that are not delivered up to the ' +
    'sequence `upTo`, of one queue or endpoint when they are named. Ids that are not known any more are passed over.',
  body: confirmBody,
  answer: confirmedSchema,
  async handle({ db, clock }, { body }) {
    const found = await select(db.reader, body)
    let confirmed = 0
    for (const chunk of chunksOf(found)) confirmed += await confirmCallbacks(db, chunk, clock.now())
    return { confirmed }
  },
})

async function select(db: Queryable, body: ConfirmBody): Promise<readonly number[]> {
  const { ids, upTo, queue, endpoint, mustExist } = body
  if ((ids === undefined) === (upTo === undefined)) {
    throw new ApiProblem('invalid_argument', 'Give either ids or upTo.')
  }
  if (!ids) {
    const found = await selectByFilter(db, { state: 'undelivered', queueId: queue, endpoint }, upTo)
    if (mustExist && found.length === 0) await requireFilterNames(db, { queue, endpoint })
    return found
  }
  if (queue !== undefined || endpoint !== undefined) {
    throw new ApiProblem('invalid_argument', 'queue and endpoint go with upTo, not with ids.')
  }
  const found = await selectByIds(db, ids)
  const unknown = ids.find((id) => !found.has(id))
  if (mustExist && unknown !== undefined) {
    throw new ApiProblem('not_found', `There is no callback ${unknown}: nothing was confirmed.`)
  }
  return [...found.values()]
}

export const confirmRoutes = [confirmCallbacksRoute]
