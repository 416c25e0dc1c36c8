import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'

/** Makes the folder for what runs write, empty: what a killed process left there belongs to nobody. */
export async function emptyWorkDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  await mkdir(directory, { recursive: true, mode: 0o700 })
}

export interface WorkDirectory extends AsyncDisposable {
  readonly path: string
}

/** A folder for one run, gone with all in it when it is disposed of. */
export async function makeWorkDirectory(parent: string): Promise<WorkDirectory> {
  const made = await mkdtemp(path.join(parent, 'run-'))
  return {
    path: made,
    async [Symbol.asyncDispose]() {
      await rm(made, { recursive: true, force: true })
    },
  }
}
