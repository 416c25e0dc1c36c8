import { readFileSync } from 'node:fs'

/** How many processes the kernel has killed for want of memory, in all groups; `undefined` where it does not say. */
export function countOomKills(): number | undefined {
  try {
    const [, count] = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'latin1')) ?? []
    return count === undefined ? undefined : Number(count)
  } catch {
    return undefined
  }
}
