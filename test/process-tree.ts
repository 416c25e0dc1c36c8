import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Linux counts a program's processor time in units of this many ms, whatever its own clock. */
const TICK_MS = 10

/** The direct children of a process, from Linux's /proc; none when it is gone. */
export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return text === '' ? [] : text.split(' ').map(Number)
  } catch {
    return []
  }
}

/** The process of the service: that of its launcher, or the launcher's child where it could not replace itself. */
export function serviceOf(launcher: number | undefined): number {
  if (launcher === undefined) return 0
  const command = readFileSync(`/proc/${launcher}/cmdline`, 'utf8')
  return command.includes('bin/lemnis.js') ? (childrenOf(launcher)[0] ?? 0) : launcher
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes ?? 0) * 1024
}

export interface ProcessorMs {
  readonly own: number
  /** Of its children that have ended. */
  readonly ended: number
}

/** Processor time of a process so far, user and system together, in ms: fields 14 to 17 of /proc/PID/stat. */
export function processorMs(pid: number): ProcessorMs {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  // The name of the program, which stands in brackets, may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ms = (number: number): number => Number(fields[number - 3]) * TICK_MS
  return { own: ms(14) + ms(15), ended: ms(16) + ms(17) }
}

export function allProcessorMs(pid: number): number {
  const { own, ended } = processorMs(pid)
  return own + ended
}

/** How many sockets a process holds open. */
export function openSockets(pid: number): number {
  const descriptors = readdirSync(`/proc/${pid}/fd`)
  return descriptors.filter((descriptor) => linkOf(`/proc/${pid}/fd/${descriptor}`).startsWith('socket:'))
    .length
}

/** Empty when the descriptor was closed meanwhile. */
function linkOf(file: string): string {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}
