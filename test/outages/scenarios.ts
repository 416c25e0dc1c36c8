import { execFile } from 'node:child_process'
import { rename } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { serviceOf } from '../process-tree.ts'
import { keepFull } from './small-disk.ts'
import type { Backend, Stage } from './stage.ts'

const run = promisify(execFile)

export interface Scenario {
  readonly name: string
  readonly backends: readonly Backend[]
  /** Takes it away, until what it gives is disposed of. */
  readonly begin: (stage: Stage) => Promise<AsyncDisposable>
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'storage-away', backends: ['sqlite', 'postgres', 'postgres-s3'], begin: takeStorage },
  {
    name: 'disk-full',
    backends: ['sqlite', 'postgres', 'postgres-s3'],
    begin: ({ disk }) => Promise.resolve(keepFull(disk)),
  },
  { name: 'database-stopped', backends: ['postgres', 'postgres-s3'], begin: stopDatabase },
  {
    name: 'descriptors-used-up',
    backends: ['sqlite', 'postgres', 'postgres-s3'],
    begin: ({ service }) => useUpDescriptors(serviceOf(service.child.pid)),
  },
]

/** A directory is gone as one is whose disk is unmounted; a server does not answer. */
async function takeStorage({ disk, s3 }: Stage): Promise<AsyncDisposable> {
  if (s3) {
    await s3.stop()
    return { [Symbol.asyncDispose]: () => s3.start() }
  }
  const blobs = path.join(disk.directory, 'blobs')
  await rename(blobs, `${blobs}.away`)
  return { [Symbol.asyncDispose]: () => rename(`${blobs}.away`, blobs) }
}

async function stopDatabase({ postgres }: Stage): Promise<AsyncDisposable> {
  await postgres?.stop('immediate')
  return {
    async [Symbol.asyncDispose]() {
      await postgres?.start()
    },
  }
}

/** Lowers the process's limit below what it has open: it can open nothing more. */
export async function useUpDescriptors(pid: number): Promise<AsyncDisposable> {
  const limit = (soft: number): Promise<unknown> =>
    run('prlimit', ['--pid', String(pid), `--nofile=${soft}:`])
  const { stdout } = await run('prlimit', [
    '--pid',
    String(pid),
    '--nofile',
    '--output=SOFT',
    '--noheadings',
    '--raw',
  ])
  await limit(8)
  return {
    async [Symbol.asyncDispose]() {
      await limit(Number(stdout))
    },
  }
}
