import type { Log } from '../base/log.ts'

/** A stop that takes longer than this is cut off, ms: supervisors kill after ten seconds. */
const LONGEST_STOP_MS = 9_500

/**
 * Resolves at SIGTERM, SIGINT, or when the launcher is gone. From then on a second signal, or a stop that hangs,
 * ends the process at once: what was acknowledged is on disk, and the next start takes running jobs back.
 */
export function untilToldToStop(log: Log): Promise<void> {
  return new Promise((resolve) => {
    let told = false
    const stop = (why: string): void => {
      if (told) process.exit(130)
      told = true
      log.info({ why }, 'stopping')
      setTimeout(() => {
        log.warn('the stop took too long and is cut off')
        process.exit(1)
      }, LONGEST_STOP_MS).unref()
      resolve()
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    process.on('disconnect', () => {
      stop('the launcher is gone')
    })
    // The channel to the launcher must not keep a process alive that has nothing else to do.
    process.channel?.unref()
  })
}
