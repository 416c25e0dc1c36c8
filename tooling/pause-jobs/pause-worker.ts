import { mkdtemp } from 'node:fs/promises'
import path from 'node:path'
import { Outages } from '../../packages/server/src/base/outages/outages.ts'
import type { JobEngine } from '../../packages/server/src/engine/engine.ts'
import { createMediaPool } from '../../packages/server/src/media/pool/pool.ts'
import { openFsStorage } from '../../packages/server/src/storage/fs/fs-storage.ts'
import type { Worker } from '../../packages/server/src/worker/worker.ts'

export interface PauseWorkerOptions {
  /** From `pauseEngine`. */
  readonly engine: JobEngine
  /** Its blobs and the folder it works in are in here. */
  readonly directory: string
  readonly concurrency: number
  readonly soleProcess: boolean
}

/** A worker whose jobs touch no media: it has no media process to give them. */
export async function openPauseWorker(options: PauseWorkerOptions): Promise<Worker & AsyncDisposable> {
  const { engine, directory, concurrency, soleProcess } = options
  const { clock, ids, log } = engine
  const storage = await openFsStorage({ directory, clock, ids })
  const media = createMediaPool({ size: 0, log })
  return {
    name: 'pause-worker',
    engine,
    storage,
    media,
    outages: new Outages({ clock, log }),
    concurrency,
    soleProcess,
    graceMs: 4_000,
    timeLimits: new Map(),
    workDirectory: await mkdtemp(path.join(directory, 'work-')),
    async [Symbol.asyncDispose]() {
      await media[Symbol.asyncDispose]()
      await storage[Symbol.asyncDispose]()
    },
  }
}
