import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Database } from '../db/database.ts'

/** What every transaction is given. */
export interface Engine {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}
