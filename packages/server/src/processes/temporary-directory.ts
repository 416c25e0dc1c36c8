import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface TemporaryDirectory extends AsyncDisposable {
  readonly path: string
}

/** Makes a directory that is removed when it is disposed of, or when the process exits before. */
export async function makeTemporaryDirectory(prefix: string): Promise<TemporaryDirectory> {
  const directory = await mkdtemp(path.join(tmpdir(), prefix))
  const removeNow = (): void => {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }
  process.once('exit', removeNow)
  return {
    path: directory,
    async [Symbol.asyncDispose]() {
      await rm(directory, { recursive: true, force: true, maxRetries: 3 })
      process.off('exit', removeNow)
    },
  }
}
