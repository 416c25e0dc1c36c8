import type { Reply } from '../../call.ts'
import type { ApiContext } from '../api-context.ts'
import { mayChange, readerRefusal, type Caller } from '../caller.ts'
import type { ApiRoute, RawApiCall } from '../route.ts'

/**
 * Runs a route that changes something, and records that. `run` answers with the route's failures as well. Throws ApiProblem
 * for a caller who may only read, and for a body that is not read.
 */
export async function runChange(
  { audit }: Pick<ApiContext, 'audit'>,
  { route, call, caller }: { readonly route: ApiRoute; readonly call: RawApiCall; readonly caller: Caller },
  run: (call: RawApiCall) => Promise<Reply>,
): Promise<Reply> {
  const change = {
    caller,
    what: `${route.method} ${route.path}`,
    target: call.id === '' ? undefined : call.id,
  }
  if (!mayChange(caller)) {
    await audit.refuse(change, 403)
    throw readerRefusal()
  }
  if (!route.body) return audit.change(change, () => run(call))
  const body = await call.readBody()
  return audit.change({ ...change, body }, () => run({ ...call, readBody: () => Promise.resolve(body) }))
}
