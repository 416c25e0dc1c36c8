import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { sleep } from '../../packages/server/src/base/wait.ts'

const run = promisify(execFile)

/** A file system of its own in memory. */
export interface SmallDisk extends AsyncDisposable {
  readonly path: string
  /** Takes all room there is, and what becomes free, until it is disposed of. */
  fill(): Promise<AsyncDisposable>
}

/** Needs root, and a mount namespace that nothing else sees. */
export async function mountSmallDisk(bytes: number): Promise<SmallDisk> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-disk-'))
  await run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'tmpfs', directory])
  return {
    path: directory,
    fill: () => fill(path.join(directory, 'filler')),
    async [Symbol.asyncDispose]() {
      await run('umount', ['--lazy', directory])
      await rmdir(directory)
    },
  }
}

const CHUNK = Buffer.alloc(256 * 1024, 1)
/** A page of a tmpfs. */
const LAST = Buffer.alloc(4_096, 1)

async function fill(file: string): Promise<AsyncDisposable> {
  const ended = new AbortController()
  const handle = await open(file, 'w')
  const takeAll = async (): Promise<void> => {
    for (const piece of [CHUNK, LAST]) {
      for (;;) {
        try {
          await handle.appendFile(piece)
        } catch (error) {
          if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') break
          throw error
        }
      }
    }
  }
  await takeAll()
  const filling = (async () => {
    while (!ended.signal.aborted) {
      await sleep(20, ended.signal)
      await takeAll()
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      ended.abort()
      await filling
      await handle.close()
      await rm(file)
    },
  }
}
