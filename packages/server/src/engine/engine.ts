import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Database } from '../db/database.ts'
import type { TimeZone } from '../protocol/times.ts'
import type { TagRegistry } from '../tags/registry.ts'

/** What every transaction is given. */
export interface Engine {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** What ending a job needs beside: its callback is written in the same transaction. */
export interface JobEngine extends Engine {
  readonly tags: TagRegistry
  /** What times in callbacks are shown in. */
  readonly timeZone: TimeZone
  /** A job that broke or was lost this many times is Failed. */
  readonly maxTries: number
}
