import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemClock } from '../base/clock.ts'
import { createIds } from '../base/ids.ts'
import { untilInterrupted } from '../cli/until-interrupted.ts'
import { readSettings } from '../config/read-settings.ts'
import { lockDirectory } from '../db/lock.ts'
import { ownDirectory } from '../db/own-directory.ts'
import { copyBlobs, type CopyProgress } from '../storage/copy-blobs.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'
import { readCopyArguments } from './copy-arguments.ts'
import { runProcess } from './refusals.ts'

const TELL_EVERY_MS = 1_000

/** `lemnis storage copy --from PLACE --to PLACE`. Gives the exit code. */
export function copyStorage(args: readonly string[]): Promise<number> {
  const { from, to, json } = readCopyArguments(args, '--from PLACE and --to PLACE')
  return runProcess(async () => {
    await using opened = new AsyncDisposableStack()
    const [source, target] = [await openPlace(from, opened), await openPlace(to, opened)]
    let toldAt = systemClock.monotonic()
    const onProgress = (progress: CopyProgress): void => {
      if (json || systemClock.monotonic() - toldAt < TELL_EVERY_MS) return
      toldAt = systemClock.monotonic()
      process.stdout.write(`${told(progress)}\n`)
    }
    const progress = await copyBlobs(source, target, { onProgress, signal: untilInterrupted() })
    process.stdout.write(`${json ? JSON.stringify(progress) : `${told(progress)}, compared`}\n`)
  })
}

function told({ copied, skipped, bytes }: CopyProgress): string {
  const there = skipped === 0 ? '' : `, ${skipped} were there`
  return `${copied} blobs copied (${(bytes / 1024 ** 2).toFixed(1)} MiB)${there}`
}

/** A directory is locked meanwhile: no service may use it. */
async function openPlace(place: string, opened: AsyncDisposableStack): Promise<Storage> {
  const ids = createIds(systemClock)
  if (!place.startsWith('s3://')) {
    const directory = path.resolve(place)
    ownDirectory(directory)
    opened.use(lockDirectory(directory))
    return opened.use(await openStorage({ s3: undefined, directory, clock: systemClock, ids }))
  }
  const { storage } = readSettings({ ...process.env, LEMNIS_STORAGE: place })
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-copy-'))
  opened.defer(() => rm(directory, { recursive: true, force: true }))
  return opened.use(await openStorage({ ...storage, directory, clock: systemClock, ids }))
}
