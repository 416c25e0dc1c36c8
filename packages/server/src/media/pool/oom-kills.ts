import { readFileSync } from 'node:fs'

/** Returns how many processes the kernel has killed for lack of memory, in all groups; `undefined` if it is unknown. */
export function countOomKills(): number | undefined {
  try {
    const [, count] = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'latin1')) ?? []
    return count === undefined ? undefined : Number(count)
  } catch {
    return undefined
  }
}
