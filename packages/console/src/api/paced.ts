import { useEffect } from 'preact/hooks'
import { onChange, type Topic } from './changes.ts'

interface Pace {
  /** Not sooner than so long after the last time, ms. */
  readonly leastMs: number
  /** Also without a change, as it changes with time alone, ms. */
  readonly mostMs: number
}

/** Has something asked for again when something of a topic has changed, at a pace of its own; a hidden page waits. */
export function usePaced(reload: () => void, topic: Topic, { leastMs, mostMs }: Pace): void {
  useEffect(() => {
    let lastAt = performance.now()
    let waiting: number | undefined
    const run = (): void => {
      clearTimeout(waiting)
      waiting = undefined
      if (document.visibilityState !== 'visible') return
      lastAt = performance.now()
      reload()
    }
    const stop = onChange([topic], () => {
      waiting ??= window.setTimeout(run, Math.max(0, lastAt + leastMs - performance.now()))
    })
    const timer = setInterval(run, mostMs)
    return () => {
      stop()
      clearInterval(timer)
      clearTimeout(waiting)
    }
  }, [topic, leastMs, mostMs])
}
