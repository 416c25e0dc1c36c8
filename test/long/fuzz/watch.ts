import { inMiB, type Bench } from './bench.ts'
import type { Failure, Ledger } from './ledger.ts'

const EVERY_MS = 30_000
/** Of the time, until the caches are full and the code is compiled. */
const WARM_SHARE = 0.2
const MAX_GROWTH_BYTES = 200 * 2 ** 20

export interface Watched {
  readonly what: string
  readonly ledger: Ledger
  readonly ms: number
}

/**
 * Says every half minute how far it is, and afterwards what is wrong with the service: complaints of its log, another
 * process, memory that grew without bound.
 */
export async function watch(
  bench: Bench,
  { what, ledger, ms }: Watched,
  run: () => Promise<void>,
): Promise<void> {
  const began = performance.now()
  let warm: number | undefined
  const look = (): void => {
    const elapsedMs = performance.now() - began
    const resident = bench.residentBytes()
    if (elapsedMs >= ms * WARM_SHARE) warm ??= resident
    console.log(
      `${what}, ${(elapsedMs / 1_000).toFixed(0)} s: ${ledger.requests} answers, ${ledger.failures} failures, ` +
        `${inMiB(resident)}: ${ledger.summary()}`,
    )
    for (const line of bench.complaints()) ledger.fail(complaint(what, line))
  }
  const timer = setInterval(look, EVERY_MS)
  try {
    await run()
  } finally {
    clearInterval(timer)
  }
  look()
  const resident = bench.residentBytes()
  const grown = resident - (warm ?? resident)
  console.log(`${what}: memory ${inMiB(resident)}, ${inMiB(grown)} above its value after warm-up`)
  if (grown > MAX_GROWTH_BYTES) ledger.fail(complaint(what, `the memory grew by ${inMiB(grown)}`))
}

function complaint(what: string, line: string): Failure {
  return { where: `${what} log`, why: line.slice(0, 2_000), number: 0, requests: [], evidence: [line] }
}
