import { sleep } from './wait.ts'

/**
 * Does `work` until it succeeds. `pauseAfter` says how long to wait after a failure, the first being number 1, in ms;
 * `undefined` gives up. Rejects as the last try did then, and when `signal` aborted meanwhile.
 */
export async function retry<T>(
  work: () => Promise<T>,
  pauseAfter: (error: unknown, failures: number) => number | undefined,
  signal?: AbortSignal,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work()
    } catch (error) {
      const pauseMs = pauseAfter(error, failures)
      if (pauseMs === undefined || signal?.aborted === true) throw error
      await sleep(pauseMs, signal)
    }
  }
}
