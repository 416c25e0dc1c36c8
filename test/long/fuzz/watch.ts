import { inMiB, type FuzzHarness } from './harness.ts'
import type { Failure, ResultLog } from './result-log.ts'

const EVERY_MS = 30_000
/** The share of the time until the caches are full and the code is compiled. */
const WARM_SHARE = 0.2
const MAX_GROWTH_BYTES = 200 * 2 ** 20

export interface WatchOptions {
  readonly what: string
  readonly results: ResultLog
  readonly ms: number
}

/**
 * Logs the progress every half minute, and afterwards checks the service: problems in its log, a different process,
 * memory that grew without bound.
 */
export async function watch(
  harness: FuzzHarness,
  { what, results, ms }: WatchOptions,
  run: () => Promise<void>,
): Promise<void> {
  const began = performance.now()
  let warm: number | undefined
  const look = (): void => {
    const elapsedMs = performance.now() - began
    const resident = harness.residentBytes()
    if (elapsedMs >= ms * WARM_SHARE) warm ??= resident
    console.log(
      `${what}, ${(elapsedMs / 1_000).toFixed(0)} s: ${results.requests} answers, ${results.failures} failures, ` +
        `${inMiB(resident)}: ${results.summary()}`,
    )
    for (const line of harness.complaints()) results.fail(complaint(what, line))
  }
  const timer = setInterval(look, EVERY_MS)
  try {
    await run()
  } finally {
    clearInterval(timer)
  }
  look()
  const resident = harness.residentBytes()
  const grown = resident - (warm ?? resident)
  console.log(`${what}: memory ${inMiB(resident)}, ${inMiB(grown)} above its value after warm-up`)
  if (grown > MAX_GROWTH_BYTES) results.fail(complaint(what, `the memory grew by ${inMiB(grown)}`))
}

function complaint(what: string, line: string): Failure {
  return { where: `${what} log`, why: line.slice(0, 2_000), number: 0, requests: [], evidence: [line] }
}
