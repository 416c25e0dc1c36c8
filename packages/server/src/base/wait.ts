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
    if (!this.#rung) await this.#rest(ms, signal)
    this.#rung = false
  }

  /** A composed signal would cost more than the work that most rings are about: this is on the path of a submit. */
  #rest(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) {
        resolve()
        return
      }
      const end = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        this.#wake = undefined
        resolve()
      }
      const timer = setTimeout(end, ms)
      signal.addEventListener('abort', end, { once: true })
      this.#wake = end
    })
  }
}
