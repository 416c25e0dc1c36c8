import type { JobEngine } from '../engine/engine.ts'
import type { Outages } from '../base/outages/outages.ts'
import type { MediaPool } from '../media/pool/pool.ts'
import type { Storage } from '../storage/storage.ts'

/** What a worker works with. */
export interface Worker {
  /** `HOST/PID`, for the operator. */
  readonly name: string
  readonly engine: JobEngine
  readonly storage: Storage
  readonly media: MediaPool
  /** While one goes on no job is claimed; what runs meet is reported here. */
  readonly outages: Outages
  /** Jobs that run at once. */
  readonly concurrency: number
  /** Runs jobs of these queues alone, by id or name; `undefined`: of any. */
  readonly queues?: readonly string[] | undefined
  /** True when no other process can have this database open: a job that is Running at the start has no worker. */
  readonly soleProcess: boolean
  /** Told of each run once it is recorded; must not throw. */
  readonly onRun?: (run: { readonly tag: string; readonly outcome: string; readonly ms: number }) => void
  /** A directory of this worker alone; its content is deleted at the start. */
  readonly workDirectory: string
  /** How long running jobs may go on after a stop before they are handed back, in ms. */
  readonly graceMs: number
  /** ms a run may take, by tag, for those that have less than the media processes allow. */
  readonly timeLimits: ReadonlyMap<string, number>
}
