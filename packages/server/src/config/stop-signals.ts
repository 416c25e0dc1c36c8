import type { Log } from '../base/log.ts'

/** What a stop may take beside the time that running jobs are given, ms. With the default of four seconds it is over
 * before supervisors kill, which is after ten. */
const LONGEST_REST_MS = 5_500

/**
 * Resolves at SIGTERM, SIGINT, or when the launcher is gone. From then on a second signal, or a stop that hangs,
 * ends the process at once: what was acknowledged is on disk, and the next start takes running jobs back.
 */
export function untilToldToStop(log: Log, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    let told = false
    const stop = (why: string): void => {
      if (told) process.exit(130)
      told = true
      log.info({ why }, 'stopping')
      setTimeout(() => {
        log.warn('the stop took too long and is cut off')
        process.exit(1)
      }, graceMs + LONGEST_REST_MS).unref()
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
