import type { ActivityRecorder } from '../activity/activity-recorder.ts'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { Database } from '../db/database.ts'
import type { TagRegistry } from '../tags/registry.ts'
import type { EngineSettings } from './config.ts'

/** What every transaction is given. */
export interface Engine {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
}

/** What ending a job needs beside: its callback is written in the same transaction. */
export interface JobEngine extends Engine, EngineSettings {
  readonly tags: TagRegistry
  /** How long a worker holds a job without a heartbeat, in ms. */
  readonly leaseMs: number
  /** The regions of message queues that a broker stands for. */
  readonly tdmq: Pick<ReadonlySet<string>, 'has'>
  /** Counts the jobs that are submitted, start and end. */
  readonly activity: ActivityRecorder
}
