import type { Readable } from 'node:stream'
import type { Log } from '../base/log.ts'

/** Beside the grace of running jobs, ms. With the default grace of four seconds a stop ends before the ten seconds
 * after which supervisors kill. */
const STOP_LIMIT_MS = 5_500

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

export interface StopOptions {
  readonly log: Log
  readonly graceMs: number
  /** Its end is a stop signal as well. */
  readonly input?: Readable | undefined
}

/** Until it is disposed of, SIGTERM and SIGINT exit the process, so that its exit handlers run. */
export function endAtSignals(): Disposable {
  const end = (_: string, number: number): never => process.exit(128 + number)
  for (const signal of SIGNALS) process.on(signal, end)
  return {
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, end)
    },
  }
}

/**
 * Resolves at SIGTERM, SIGINT, or when the launcher is gone. After that a second signal ends the process at once, as
 * does a stop that hangs. What was acknowledged is on disk, and the next start takes running jobs back.
 */
export function untilStopSignal({ log, graceMs, input }: StopOptions): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false
    const stop = (why: string): void => {
      if (isStopping) process.exit(130)
      isStopping = true
      // Nothing may keep the process alive once all has stopped.
      input?.destroy()
      log.info({ why }, 'stopping')
      setTimeout(() => {
        log.warn('the stop took too long and is cut off')
        process.exit(1)
      }, graceMs + STOP_LIMIT_MS).unref()
      resolve()
    }
    for (const signal of SIGNALS) process.on(signal, stop)
    process.on('disconnect', () => {
      stop('the launcher is gone')
    })
    input?.resume().on('end', () => {
      stop('the standard input ended')
    })
    // The channel to the launcher must not keep an idle process alive.
    process.channel?.unref()
  })
}
