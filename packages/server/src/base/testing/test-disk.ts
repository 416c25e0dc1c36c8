import { execFile } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Why a test with a disk of its own is skipped. */
export const NO_SMALL_DISK = 'mount: only root may mount a small disk, and not in every container'

/** A file system of a test's own. */
export interface SmallDisk extends AsyncDisposable {
  readonly directory: string
  /** Takes all the room that is left. */
  fill(): void
  /** Frees it. */
  makeRoom(): Promise<void>
}

/** Mounts an empty disk of `bytes` for as long as it is not disposed of; `undefined` where this process may not. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk | undefined> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'tmpfs', directory])
  } catch {
    await rm(directory, { recursive: true })
    return undefined
  }
  const filler = path.join(directory, 'filler')
  return {
    directory,
    fill: () => {
      fillUp(filler)
    },
    makeRoom: () => rm(filler),
    async [Symbol.asyncDispose]() {
      // Lazily: what a test left open must not keep the mount.
      await run('umount', ['-l', directory])
      await rm(directory, { recursive: true })
    },
  }
}

function fillUp(filler: string): void {
  for (const bytes of [65_536, 1_024]) {
    try {
      for (;;) appendFileSync(filler, Buffer.alloc(bytes))
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
    }
  }
}
