import { availableParallelism, totalmem } from 'node:os'
import type { Finding, Problem } from '../../base/check.ts'
import { shownBytes } from '../../base/show-bytes.ts'
import { findLimitPrograms, type LimitPrograms } from './child-command.ts'
import { DEFAULT_LIMITS } from './limits.ts'

/** Approximate memory of the service without its children, bytes. */
const SERVICE_BYTES = 256 * 1024 ** 2

/** Checks the runtime, and whether the configured number of media children fits into the memory. */
export function checkRuntime({ concurrency }: { readonly concurrency: number }): Finding {
  const node = process.versions.node
  const platform = `${process.platform}-${process.arch}`
  const cores = availableParallelism()
  const memoryBytes = memoryOfProcess()
  const programs = findLimitPrograms()
  return {
    found:
      `Node ${node} on ${platform}, ${cores} ${cores === 1 ? 'core' : 'cores'}, ${shownBytes(memoryBytes)} of memory, ` +
      (concurrency === 0 ? 'no jobs here' : `up to ${concurrency} jobs at once`),
    figures: { node, platform, cores, memoryBytes, concurrency, ...programs },
    problems: [...tooLittleMemory(memoryBytes, concurrency), ...missingPrograms(programs)],
  }
}

/** The limit of the control group, if it is less than the machine's. */
function memoryOfProcess(): number {
  const limit = process.constrainedMemory()
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem()
}

export function tooLittleMemory(memoryBytes: number, concurrency: number): Problem[] {
  const { memoryBytes: childBytes } = DEFAULT_LIMITS
  const needed = SERVICE_BYTES + concurrency * childBytes
  if (concurrency === 0 || needed <= memoryBytes) return []
  const fitting = Math.max(1, Math.floor((memoryBytes - SERVICE_BYTES) / childBytes))
  return [
    {
      state: 'warning',
      what: `${concurrency} jobs at once may take ${shownBytes(needed)} (${shownBytes(childBytes)} each at most), and there are ${shownBytes(memoryBytes)}.`,
      advice: `Set LEMNIS_CONCURRENCY=${fitting}, or give the process more memory.`,
    },
  ]
}

function missingPrograms(programs: LimitPrograms): Problem[] {
  const missing = [...(programs.setpriv ? [] : ['setpriv']), ...(programs.prlimit ? [] : ['prlimit'])]
  if (missing.length === 0 || process.platform !== 'linux') return []
  return [
    {
      state: 'warning',
      what: `${missing.join(' and ')} can't be run: the kernel does not stand behind the limits of media children.`,
      advice: 'Install the package util-linux.',
    },
  ]
}
