import { execFile } from 'node:child_process'
import { open, rm, writeFile, type FileHandle } from 'node:fs/promises'
import { devNull } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Probe } from './outages.ts'

/** As much as many jobs write: a disk that takes a few bytes may have no room for anything of use. */
const PROBE_BYTES = 4 * 1024 * 1024
/** A job and what the service does beside it need so many. */
const DESCRIPTORS = 32
/** What a small task needs. */
const MEMORY_BYTES = 64 * 1024 * 1024

/** Writes a file into `directory`, to the disk, and deletes it. */
export function probeDirectory(directory: string): Probe {
  const file = path.join(directory, '.probe')
  return async (signal) => {
    try {
      await writeFile(file, Buffer.alloc(PROBE_BYTES), { signal, flush: true, mode: 0o600 })
    } finally {
      await rm(file, { force: true })
    }
  }
}

export const probeDescriptors: Probe = async () => {
  const opened: FileHandle[] = []
  try {
    while (opened.length < DESCRIPTORS) opened.push(await open(devNull, 'r'))
  } finally {
    for (const handle of opened) await handle.close()
  }
}

/** Starts the smallest process that is there for certain. */
export const probeProcesses: Probe = async (signal) => {
  await promisify(execFile)(process.execPath, ['--version'], { signal })
}

export const probeMemory: Probe = async () => {
  const left = process.availableMemory()
  if (left < MEMORY_BYTES) throw new Error(`${left} bytes of memory are left`)
  await Promise.resolve()
}
