import type { Database } from '../../db/database.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import { saveHealth } from '../endpoints/endpoint-store.ts'
import { distinctScopes, type Scope } from '../scope.ts'
import { dequeue, layToRest, type DueCallback } from '../store.ts'

/** A callback that waits with what it goes to. */
export interface Parked {
  readonly due: DueCallback
  readonly scope: Scope
}

interface Parking {
  readonly parked: readonly Parked[]
  readonly healthOf: (scope: Scope) => EndpointHealth | undefined
  /** Ms since 1970. */
  readonly now: number
}

/**
 * One transaction: callbacks of what is parked out of the queue, to wait until somebody resumes. It is kept as parked
 * with them, so that no crash leaves callbacks at rest that nobody is told of.
 */
export function parkQueued(db: Database, { parked, healthOf, now }: Parking): Promise<void> {
  return db.transact(async (tx) => {
    for (const { due } of parked) {
      const { callbackId, endpoint, attempts } = due
      if (!(await dequeue(tx, due))) continue
      await layToRest(tx, { callbackId, state: 'parked', endpoint, attempts, since: now })
    }
    for (const scope of distinctScopes(parked.map((one) => one.scope))) {
      await saveHealth(tx, scope, healthOf(scope))
    }
  })
}
