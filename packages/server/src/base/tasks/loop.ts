import type { Log } from '../log.ts'
import { sleep } from './wait.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000

/**
 * Calls `step` until `signal` aborts. When a step throws, the loop logs the error and continues after a pause that
 * grows to 5 s. So a database that is unavailable for a while neither ends the loop nor makes it spin. An error is
 * logged when its reason changes and when it is over, not each time.
 */
export async function runLoop(
  name: string,
  log: Log,
  signal: AbortSignal,
  step: () => Promise<void>,
): Promise<void> {
  const stopped = (): boolean => signal.aborted
  let pause = FIRST_PAUSE_MS
  let failures = 0
  let told: string | undefined
  while (!stopped()) {
    try {
      await step()
      if (told !== undefined) log.info({ loop: name, failures }, 'the loop goes on')
      pause = FIRST_PAUSE_MS
      failures = 0
      told = undefined
    } catch (error) {
      if (stopped()) return
      failures += 1
      const why = error instanceof Error ? error.message : String(error)
      if (why !== told)
        log.error({ err: error, loop: name }, 'a loop step failed and will be tried until it succeeds')
      told = why
      await sleep(pause, signal)
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    }
  }
}

/**
 * Does what a start begins with: once, or as often as it takes while a disk is full or a database away. False when
 * `signal` aborted first.
 */
export async function untilDone(
  name: string,
  log: Log,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<boolean> {
  const done = new AbortController()
  await runLoop(name, log, AbortSignal.any([signal, done.signal]), async () => {
    await work()
    done.abort()
  })
  return done.signal.aborted
}
