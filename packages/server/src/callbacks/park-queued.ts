import type { Database } from '../db/database.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import { saveHealth } from './endpoint-store.ts'
import { dequeue, layToRest, type DueCallback } from './store.ts'

interface Parking {
  readonly due: readonly DueCallback[]
  readonly healthOf: (endpoint: string) => EndpointHealth | undefined
  /** Ms since 1970. */
  readonly now: number
}

/**
 * One transaction: callbacks of parked endpoints out of the queue, to wait until somebody resumes. The endpoint is
 * kept as parked with them, so that no crash leaves callbacks at rest that nobody is told of.
 */
export function parkQueued(db: Database, { due, healthOf, now }: Parking): Promise<void> {
  return db.transact(async (tx) => {
    for (const entry of due) {
      const { callbackId, endpoint, attempts } = entry
      if (!(await dequeue(tx, entry))) continue
      await layToRest(tx, { callbackId, state: 'parked', endpoint, attempts, since: now })
    }
    for (const endpoint of new Set(due.map((entry) => entry.endpoint))) {
      await saveHealth(tx, endpoint, healthOf(endpoint))
    }
  })
}
