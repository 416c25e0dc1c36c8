/** Waits `ms`, or less when `signal` aborts; never rejects. A wait does not keep the process alive. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve()
      return
    }
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end, { once: true })
  })
}

/** Something that may be worth a look: `ring` ends the current (or else the next) `wait` at once. */
export class Bell {
  #rung = false
  #wake: (() => void) | undefined

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  /** Ends when the bell rings, after `ms` at the latest, or when `signal` aborts. One waiter at a time. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung) {
      const rung = new AbortController()
      this.#wake = () => {
        rung.abort()
      }
      await sleep(ms, AbortSignal.any([signal, rung.signal]))
      this.#wake = undefined
    }
    this.#rung = false
  }
}
