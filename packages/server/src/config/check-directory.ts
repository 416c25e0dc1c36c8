import { constants } from 'node:fs'
import { access, open, rm, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import type { Finding, Problem } from '../base/check.ts'
import type { Clock } from '../base/clock.ts'
import { isDirectory } from '../base/make-directory.ts'
import { refusalOf } from '../base/outages/file-refusals.ts'
import type { Ids } from '../base/ids.ts'
import { shownBytes } from '../base/show-bytes.ts'
import { SECRETS_FILE } from './secrets-file.ts'

const MEBIBYTE = 1024 ** 2
/** Less is soon too little for uploads and the files of jobs. */
const WARNING_BYTES = 1024 * MEBIBYTE
const FAILURE_BYTES = 64 * MEBIBYTE
/** Group and others. */
const NOT_THE_OWNER = 0o077

export interface DirectoryCheckOptions {
  readonly dataDir: string
  readonly clock: Clock
  readonly ids: Ids
}

/** Whether this process can write the data directory and other users can't read it, and how much space is free. */
export async function checkDirectory({ dataDir, clock, ids }: DirectoryCheckOptions): Promise<Finding> {
  const found = await stat(dataDir).catch(() => undefined)
  if (!found) return absentDirectory(dataDir)
  if (!found.isDirectory()) return failure(dataDir, 'is no directory')
  const sync = await timeSync(path.join(dataDir, `doctor-${ids.randomHex(8)}`), clock)
  if ('error' in sync) return failure(dataDir, `can't be written: ${sync.error}`)
  const { free, of } = await readSpace(dataDir)
  const secrets = path.join(dataDir, SECRETS_FILE)
  return {
    found: `${dataDir}, ${shownBytes(free)} of ${shownBytes(of)} free, a file synced in ${sync.ms} ms`,
    figures: { dataDir, freeBytes: free, totalBytes: of, syncMs: sync.ms },
    problems: [
      ...openToOthers(dataDir, found.mode, '700'),
      ...openToOthers(secrets, (await stat(secrets).catch(() => undefined))?.mode, '600'),
      ...lowSpace(dataDir, free),
      ...(await lowSpaceBelow(dataDir, found.dev)),
    ],
  }
}

/** Before the first start there is none. A check makes none, as it may run as another user. */
async function absentDirectory(dataDir: string): Promise<Finding> {
  const parent = await nearestParent(dataDir)
  const writable =
    isDirectory(parent) &&
    (await access(parent, constants.W_OK).then(
      () => true,
      () => false,
    ))
  if (!writable) return failure(dataDir, `is not there, and can't be made in ${parent}`)
  return {
    found: `${dataDir} is not there yet: the first start makes it`,
    figures: { dataDir },
    problems: [],
  }
}

async function nearestParent(directory: string): Promise<string> {
  const parent = path.dirname(directory)
  const found = await stat(parent).catch(() => undefined)
  return found || parent === directory ? parent : nearestParent(parent)
}

/** Writes, syncs and deletes a small file. */
async function timeSync(
  file: string,
  clock: Clock,
): Promise<{ readonly ms: number } | { readonly error: string }> {
  const startedAt = clock.monotonic()
  try {
    await using handle = await open(file, 'wx', 0o600)
    await handle.write('lemnis doctor\n')
    await handle.sync()
    return { ms: Math.round((clock.monotonic() - startedAt) * 10) / 10 }
  } catch (error) {
    return { error: refusalOf(error, path.dirname(file)) ?? String(error) }
  } finally {
    await rm(file, { force: true }).catch(() => undefined)
  }
}

function failure(dataDir: string, what: string): Finding {
  return {
    found: dataDir,
    figures: { dataDir },
    problems: [
      {
        state: 'failed',
        what: `The data directory ${dataDir} ${what}.`,
        advice:
          'Name a directory with LEMNIS_DATA_DIR that belongs to the user of the service, on a disk with free space.',
      },
    ],
  }
}

function openToOthers(file: string, mode: number | undefined, expected: string): Problem[] {
  if (mode === undefined || (mode & NOT_THE_OWNER) === 0) return []
  return [
    {
      state: 'warning',
      what: `Other users of this machine may look into ${file}, where keys are kept (mode ${(mode & 0o777).toString(8)}).`,
      advice: `Run chmod ${expected} ${file}.`,
    },
  ]
}

async function readSpace(directory: string): Promise<{ readonly free: number; readonly of: number }> {
  const { bavail, blocks, bsize } = await statfs(directory)
  return { free: bavail * bsize, of: blocks * bsize }
}

/** Each of these may be a file system of its own. */
async function lowSpaceBelow(dataDir: string, device: number): Promise<readonly Problem[]> {
  const problems: Problem[] = []
  for (const name of ['blobs', 'staging', 'work']) {
    const directory = path.join(dataDir, name)
    const found = await stat(directory).catch(() => undefined)
    if (!found || found.dev === device) continue
    problems.push(...lowSpace(directory, (await readSpace(directory)).free))
  }
  return problems
}

function lowSpace(directory: string, free: number): Problem[] {
  if (free >= WARNING_BYTES) return []
  return [
    {
      state: free < FAILURE_BYTES ? 'failed' : 'warning',
      what: `Only ${shownBytes(free)} are free in the directory ${directory}.`,
      advice:
        'Free space, or move the data directory to a larger disk; LEMNIS_STORAGE=s3://… stores bytes elsewhere.',
      about: { kind: 'disk_low', name: directory },
    },
  ]
}
