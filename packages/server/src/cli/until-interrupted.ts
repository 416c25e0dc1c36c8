/** A second signal this soon is the same Ctrl-C: a terminal sends it to this process and to its launcher. */
const SAME_KEY_MS = 500

/** Aborts at Ctrl-C or SIGTERM, or when the launcher is gone; a second Ctrl-C ends the process at once. */
export function untilInterrupted(): AbortSignal {
  const stop = new AbortController()
  let mayKill = false
  const onSignal = (): void => {
    if (mayKill) process.exit(130)
    stop.abort()
    setTimeout(() => (mayKill = true), SAME_KEY_MS).unref()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  process.on('disconnect', onSignal)
  process.channel?.unref()
  return stop.signal
}
