import { readFileSync } from 'node:fs'

export interface ProcessUsage {
  /** Resident bytes. */
  readonly rssBytes: number
  /** Processor seconds since the process began. */
  readonly cpuSeconds: number
}

/** Both are fixed for programs on Linux: 100 ticks a second, and the page size of the supported machines. */
const TICKS_PER_SECOND = 100
const PAGE_BYTES = 4_096

/** Returns the current usage of a process; `undefined` without /proc, or without such a process. */
export function readProcessUsage(pid: number): ProcessUsage | undefined {
  try {
    // The name in brackets may hold spaces: the fields are counted from its end (proc(5): state is field 3).
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const field = (number: number): number => Number(fields[number - 3])
    return { rssBytes: field(24) * PAGE_BYTES, cpuSeconds: (field(14) + field(15)) / TICKS_PER_SECOND }
  } catch {
    return undefined
  }
}
