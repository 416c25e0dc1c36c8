import type { JobEngine } from '../engine/engine.ts'
import type { MediaPool } from '../media/pool.ts'
import type { Storage } from '../storage/storage.ts'

/** What a worker works with. */
export interface Worker {
  readonly engine: JobEngine
  readonly storage: Storage
  readonly media: MediaPool
  /** Jobs that run at once. */
  readonly concurrency: number
  /** A folder of this worker's own; what stands in it is deleted at the start. */
  readonly workDirectory: string
  /** How long running jobs may go on after a stop before they are handed back, in ms; 4 s unless given. */
  readonly graceMs?: number
}
