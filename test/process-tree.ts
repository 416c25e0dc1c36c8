import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The direct children of a process, from Linux's /proc; none when it is gone. */
export function childrenOf(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    return text === '' ? [] : text.split(' ').map(Number)
  } catch {
    return []
  }
}

/** Resident memory of a process in bytes. */
export function residentBytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes ?? 0) * 1024
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
