import { mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import { outageOf } from '../base/outages/outage.ts'

const REMOVING = { recursive: true, force: true } as const

export interface WorkDirectory extends AsyncDisposable {
  readonly path: string
}

/** A folder for one run, gone with all in it when it is disposed of. */
export async function makeWorkDirectory(parent: string): Promise<WorkDirectory> {
  const made = await mkdtemp(path.join(parent, 'run-'))
  return {
    path: made,
    async [Symbol.asyncDispose]() {
      try {
        await rm(made, REMOVING)
      } catch (error) {
        if (!outageOf(error)) throw error
        // Without descriptors no folder can be read. The job need not wait until there are some again.
        void rm(made, { ...REMOVING, maxRetries: 60, retryDelay: 1_000 }).catch(() => undefined)
      }
    },
  }
}
