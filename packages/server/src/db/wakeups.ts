/** Wake-ups inside one process, by channel. */
export class Wakeups {
  readonly #listeners = new Map<string, Set<() => void>>()

  wake(channel: string): void {
    for (const listener of this.#listeners.get(channel) ?? []) listener()
  }

  wakeAll(): void {
    for (const channel of this.#listeners.keys()) this.wake(channel)
  }

  onWake(channel: string, listener: () => void): Disposable {
    const listeners = this.#listeners.get(channel) ?? new Set()
    this.#listeners.set(channel, listeners.add(listener))
    return { [Symbol.dispose]: () => listeners.delete(listener) }
  }
}
