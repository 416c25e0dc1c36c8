import type { Clock } from '../../base/clock.ts'
import { countPending } from '../../callbacks/count-pending.ts'
import type { Database } from '../../db/database.ts'
import { countJobs } from '../../queues/count-jobs.ts'

export interface StatusSource {
  readonly db: Database
  readonly clock: Clock
  readonly version: string
  /** `Clock.monotonic` at the start, ms. */
  readonly startedAt: number
}

export interface Status {
  readonly version: string
  readonly uptimeS: number
  readonly jobs: { readonly waiting: number; readonly running: number }
  readonly callbacks: { readonly pending: number }
}

/** How the service is, in numbers that stay cheap however much it has done. */
export async function readStatus({ db, clock, version, startedAt }: StatusSource): Promise<Status> {
  return {
    version,
    uptimeS: Math.round((clock.monotonic() - startedAt) / 1_000),
    jobs: await countJobs(db.reader),
    callbacks: { pending: await countPending(db.reader) },
  }
}
