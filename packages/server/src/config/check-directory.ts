import { constants } from 'node:fs'
import { access, open, rm, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { Finding, Problem } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import { refusalOf } from '../base/file-refusals.ts'
import type { Ids } from '../base/ids.ts'
import { shownBytes } from '../base/show-bytes.ts'
import { SECRETS_FILE } from './secrets.ts'

const MEBIBYTE = 1024 ** 2
/** An upload and a job's files have to fit in, or what is acknowledged soon is nothing any more. */
const LITTLE_SPACE = 1024 * MEBIBYTE
const NO_SPACE = 64 * MEBIBYTE
/** Group and others. */
const NOT_THE_OWNER = 0o077

export interface DirectoryOptions {
  readonly dataDir: string
  readonly clock: Clock
  readonly ids: Ids
}

/** Whether the data directory can be written by this process and read by nobody else, and how much room it has. */
export async function checkDirectory({ dataDir, clock, ids }: DirectoryOptions): Promise<Finding> {
  const there = await stat(dataDir).catch(() => undefined)
  if (!there) return absentDirectory(dataDir)
  if (!there.isDirectory()) return broken(dataDir, 'is no directory')
  const writing = await timeSync(path.join(dataDir, `doctor-${ids.randomHex(8)}`), clock)
  if ('refused' in writing) return broken(dataDir, `can't be written: ${writing.refused}`)
  const { bavail, blocks, bsize } = await statfs(dataDir)
  const free = bavail * bsize
  const of = blocks * bsize
  const secrets = path.join(dataDir, SECRETS_FILE)
  return {
    found: `${dataDir}, ${shownBytes(free)} of ${shownBytes(of)} free, a file synced in ${writing.ms} ms`,
    figures: { dataDir, freeBytes: free, totalBytes: of, syncMs: writing.ms },
    problems: [
      ...openToOthers(dataDir, there.mode, '700'),
      ...openToOthers(secrets, (await stat(secrets).catch(() => undefined))?.mode, '600'),
      ...littleSpace(free),
    ],
  }
}

/** Before the first start there is none, and a check makes none: its owner would be whoever runs the check. */
async function absentDirectory(dataDir: string): Promise<Finding> {
  const parent = await nearestParent(dataDir)
  const isDirectory = (await stat(parent).catch(() => undefined))?.isDirectory() === true
  const writable =
    isDirectory &&
    (await access(parent, constants.W_OK).then(
      () => true,
      () => false,
    ))
  if (!writable) return broken(dataDir, `is not there, and can't be made in ${parent}`)
  return {
    found: `${dataDir} is not there yet: the first start makes it`,
    figures: { dataDir },
    problems: [],
  }
}

async function nearestParent(directory: string): Promise<string> {
  const parent = path.dirname(directory)
  const there = await stat(parent).catch(() => undefined)
  return there || parent === directory ? parent : nearestParent(parent)
}

/** How long a small file takes to be on the disk, ms; it is deleted. */
async function timeSync(
  file: string,
  clock: Clock,
): Promise<{ readonly ms: number } | { readonly refused: string }> {
  const began = clock.monotonic()
  try {
    await using handle = await open(file, 'wx', 0o600)
    await handle.write('lemnis doctor\n')
    await handle.sync()
    return { ms: Math.round((clock.monotonic() - began) * 10) / 10 }
  } catch (error) {
    return { refused: refusalOf(error, path.dirname(file)) ?? String(error) }
  } finally {
    await rm(file, { force: true }).catch(() => undefined)
  }
}

function broken(dataDir: string, what: string): Finding {
  return {
    found: dataDir,
    figures: { dataDir },
    problems: [
      {
        state: 'failed',
        what: `The data directory ${dataDir} ${what}.`,
        advice:
          'Name a directory with LEMNIS_DATA_DIR that belongs to the user of the service, on a disk with room.',
      },
    ],
  }
}

function openToOthers(file: string, mode: number | undefined, wanted: string): Problem[] {
  if (mode === undefined || (mode & NOT_THE_OWNER) === 0) return []
  return [
    {
      state: 'warning',
      what: `Other users of this machine may look into ${file}, where keys are kept (mode ${(mode & 0o777).toString(8)}).`,
      advice: `Run chmod ${wanted} ${file}.`,
    },
  ]
}

function littleSpace(free: number): Problem[] {
  if (free >= LITTLE_SPACE) return []
  return [
    {
      state: free < NO_SPACE ? 'failed' : 'warning',
      what: `Only ${shownBytes(free)} are free in the data directory.`,
      advice:
        'Make room or move the data directory to a larger disk; LEMNIS_STORAGE=s3://… keeps bytes elsewhere.',
    },
  ]
}
