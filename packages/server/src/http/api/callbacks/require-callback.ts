import { findByWebhookIds, readBodies } from '../../../callbacks/operator/read-callbacks.ts'
import type { Callback } from '../../../callbacks/store.ts'
import type { ApiContext } from '../api-context.ts'
import { ApiProblem } from '../problem.ts'

/** A callback with its bytes. Throws ApiProblem when there is none. */
export async function requireCallback({ db }: Pick<ApiContext, 'db'>, id: string): Promise<Callback> {
  const callbackId = (await findByWebhookIds(db.reader, [id])).get(id)
  const callback =
    callbackId === undefined ? undefined : (await readBodies(db.reader, [callbackId])).get(callbackId)
  if (!callback) throw noCallback(id)
  return callback
}

export function noCallback(id: string): ApiProblem {
  return new ApiProblem('not_found', `There is no callback ${id}: it never was, or is kept no longer.`)
}
