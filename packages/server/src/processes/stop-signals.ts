import type { Log } from '../base/log.ts'

/** Beside the grace of running jobs, ms. With the default grace of four seconds a stop ends before the ten seconds
 * after which supervisors kill. */
const STOP_LIMIT_MS = 5_500

/**
 * Resolves at SIGTERM, SIGINT, or when the launcher is gone. After that a second signal ends the process at once, as
 * does a stop that hangs. What was acknowledged is on disk, and the next start takes running jobs back.
 */
export function untilStopSignal(log: Log, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false
    const stop = (why: string): void => {
      if (isStopping) process.exit(130)
      isStopping = true
      log.info({ why }, 'stopping')
      setTimeout(() => {
        log.warn('the stop took too long and is cut off')
        process.exit(1)
      }, graceMs + STOP_LIMIT_MS).unref()
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    process.on('disconnect', () => {
      stop('the launcher is gone')
    })
    // The channel to the launcher must not keep an idle process alive.
    process.channel?.unref()
  })
}
