import { extendLease } from '../jobs/store.ts'
import { LEASE_MS, type Claim } from './claim.ts'
import type { Engine } from './engine.ts'

/** A worker's sign of life, with how far it is (0–100). False when the job is no longer its own. */
export async function renewLease(engine: Engine, claim: Claim, progress: number): Promise<boolean> {
  return engine.db.transact(async (tx) => {
    const until = engine.clock.now() + LEASE_MS
    return (await extendLease(tx, { seq: claim.job.seq, token: claim.token, until, progress })).length > 0
  })
}
