import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import {
  mountSmallDisk,
  NO_SMALL_DISK,
  type SmallDisk,
} from '../../packages/server/src/base/testing/test-disk.ts'

export async function demandSmallDisk(bytes: number): Promise<SmallDisk> {
  const disk = await mountSmallDisk(bytes)
  if (!disk) throw new Error(NO_SMALL_DISK)
  return disk
}

const EVERY_MS = 20

/** Takes all room there is, and what becomes free, until it is disposed of. */
export function keepFull(disk: SmallDisk): AsyncDisposable {
  const ended = new AbortController()
  disk.fill()
  const isEnded = (): boolean => ended.signal.aborted
  const filling = (async () => {
    while (!isEnded()) {
      disk.fill()
      await sleep(EVERY_MS, ended.signal)
    }
  })()
  return {
    async [Symbol.asyncDispose]() {
      ended.abort()
      await filling
      await disk.makeRoom()
    },
  }
}
