import type { Management } from './management.ts'

const LOOK_EVERY_MS = 100
/** From a failed attempt; by then the service has recorded what it means for its endpoint. */
const LOOK_FOR_MS = 5_000

/**
 * Keeps the endpoint of the fixture open. For the service, a test that orders failures is a receiver in trouble. It pauses it
 * after five of them and parks it at a 410, and later tests would get no callbacks.
 */
export class OpenEndpoint {
  readonly #origin: string
  #service: Management | undefined
  /** The ids of callbacks whose last attempt failed. */
  readonly #failed = new Set<string>()
  #lookUntil = 0
  #timer: NodeJS.Timeout | undefined

  constructor(origin: string) {
    this.#origin = origin
  }

  connect(service: Management): void {
    this.#service = service
  }

  /** Tells of an attempt of delivery. */
  observe(id: string, isAcknowledged: boolean): void {
    if (isAcknowledged) {
      this.#failed.delete(id)
      return
    }
    this.#failed.add(id)
    this.#lookUntil = performance.now() + LOOK_FOR_MS
    this.#lookSoon()
  }

  close(): void {
    this.#service = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #open(): Promise<void> {
    if (this.#failed.size === 0) return
    try {
      const closed = (await this.#service?.closedEndpoints()) ?? []
      if (closed.some(({ endpoint }) => endpoint === this.#origin)) await this.#service?.resume(this.#origin)
    } catch {
      // The service is stopping, or is slow: the next look tries again.
    }
  }

  #lookSoon(): void {
    if (this.#service === undefined) return
    this.#timer ??= setTimeout(() => {
      void this.#open().then(() => {
        this.#timer = undefined
        if (this.#failed.size > 0 && performance.now() < this.#lookUntil) this.#lookSoon()
      })
    }, LOOK_EVERY_MS).unref()
  }
}
