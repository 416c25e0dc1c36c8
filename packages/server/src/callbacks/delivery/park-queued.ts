import type { Database } from '../../db/database.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import { saveHealth } from '../endpoints/endpoint-store.ts'
import { distinctScopes, type Scope } from '../scope.ts'
import { archiveCallback, dequeue, type DueCallback } from '../store.ts'

/** A queued callback, and the parked scope that it belongs to. */
export interface CallbackToPark {
  readonly due: DueCallback
  readonly scope: Scope
}

/**
 * One transaction: moves the callbacks of parked scopes from the queue to the archive, until an operator resumes them. It
 * also saves the scopes as parked: after a crash no callback is archived for a scope that is not listed as parked. `now`
 * is in ms since 1970.
 */
export function parkQueued(
  db: Database,
  toPark: readonly CallbackToPark[],
  {
    healthOf,
    now,
  }: { readonly healthOf: (scope: Scope) => EndpointHealth | undefined; readonly now: number },
): Promise<void> {
  return db.transact(async (tx) => {
    for (const { due } of toPark) {
      const { callbackId, endpoint, attempts } = due
      if (!(await dequeue(tx, due))) continue
      await archiveCallback(tx, { callbackId, state: 'parked', endpoint, attempts, since: now })
    }
    for (const scope of distinctScopes(toPark.map((one) => one.scope))) {
      await saveHealth(tx, scope, healthOf(scope))
    }
  })
}
