/**
 * The callbacks that were taken from the queue. A finished one is held until the next scan begins: a page that was read
 * before may still have its deleted row.
 */
export class HeldCallbacks {
  readonly #ids = new Set<number>()
  readonly #finished = new Set<number>()

  get size(): number {
    return this.#ids.size
  }

  get unfinished(): number {
    return this.#ids.size - this.#finished.size
  }

  /** False when the callback is held already. */
  add(callbackId: number): boolean {
    if (this.#ids.has(callbackId)) return false
    this.#ids.add(callbackId)
    return true
  }

  finish(callbackId: number): void {
    this.#finished.add(callbackId)
  }

  /** Lets go of the finished callbacks, before a scan. */
  releaseFinished(): void {
    for (const callbackId of this.#finished) this.#ids.delete(callbackId)
    this.#finished.clear()
  }

  /** Lets go of a callback that was not sent: the next scan finds it again. */
  release(callbackId: number): void {
    this.#ids.delete(callbackId)
  }
}
