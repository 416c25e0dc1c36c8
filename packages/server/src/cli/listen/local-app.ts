import type { Clock } from '../../base/clock.ts'
import { NotFoundError, UnreachableError, type ApiClient } from '../api-client.ts'
import { confirmed, explainedCallback, type WholeCallback } from '../wire.ts'
import { forward, type Forwarded } from './forward.ts'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** With nothing to try again, only the feed decides how long to wait. */
const NOTHING_WAITS_MS = 60_000

export interface LocalAppOptions {
  readonly client: ApiClient
  readonly url: URL
  /** Confirm to the service what the application acknowledged, and try again what it did not. */
  readonly confirms: boolean
  readonly clock: Clock
  readonly onForwarded: (callback: WholeCallback, result: Forwarded & { readonly confirmed: boolean }) => void
}

interface Retry {
  readonly id: string
  readonly failures: number
  /** `Clock.monotonic`, ms. */
  readonly dueAt: number
}

/** The application that callbacks are forwarded to. In pull mode it is offered each one until it acknowledges it. */
export class LocalApp {
  readonly #options: LocalAppOptions
  readonly #retries = new Map<string, Retry>()
  /** Acknowledged, but the service was away when that was to be confirmed. */
  readonly #unconfirmed = new Set<string>()

  constructor(options: LocalAppOptions) {
    this.#options = options
  }

  async offer(callback: WholeCallback, signal: AbortSignal): Promise<void> {
    const { url, clock, confirms, client, onForwarded } = this.#options
    const result = await forward(callback, url, { clock, signal })
    if (signal.aborted && !result.acknowledged) return
    const isConfirmed = confirms && result.acknowledged && (await this.#confirm(client, callback.id))
    if (confirms && !result.acknowledged) this.#tryLater(callback.id)
    else this.#retries.delete(callback.id)
    onForwarded(callback, { ...result, confirmed: isConfirmed })
  }

  /** Offers again what is due, and gives the ms until the next one is. */
  async catchUp(signal: AbortSignal): Promise<number> {
    const { client, clock } = this.#options
    for (const id of this.#unconfirmed) await this.#confirm(client, id)
    for (const { id, dueAt } of [...this.#retries.values()]) {
      if (signal.aborted) return 0
      if (dueAt > clock.monotonic()) continue
      // Read again: the signature carries a time, and the service may have delivered it meanwhile.
      const callback = await this.#readAgain(id, signal)
      if (callback === undefined) continue
      if (isSettled(callback)) this.#retries.delete(id)
      else await this.offer(callback, signal)
    }
    const now = clock.monotonic()
    const dues = [...this.#retries.values()].map(({ dueAt }) => Math.max(0, dueAt - now))
    if (this.#unconfirmed.size > 0) dues.push(FIRST_PAUSE_MS)
    return Math.min(NOTHING_WAITS_MS, ...dues)
  }

  #tryLater(id: string): void {
    const failures = (this.#retries.get(id)?.failures ?? 0) + 1
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10))
    this.#retries.set(id, { id, failures, dueAt: this.#options.clock.monotonic() + pause })
  }

  async #confirm(client: ApiClient, id: string): Promise<boolean> {
    try {
      await client.post(confirmed, 'callbacks/confirm', { ids: [id] })
      this.#unconfirmed.delete(id)
      return true
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error
      this.#unconfirmed.add(id)
      return false
    }
  }

  async #readAgain(id: string, signal: AbortSignal): Promise<WholeCallback | undefined> {
    try {
      const path = `callbacks/${encodeURIComponent(id)}`
      return await this.#options.client.get(explainedCallback, path, { signal })
    } catch (error) {
      if (error instanceof NotFoundError) this.#retries.delete(id)
      else if (!(error instanceof UnreachableError)) throw error
      return undefined
    }
  }
}

const isSettled = ({ state }: WholeCallback): boolean => state === 'delivered' || state === 'dead'
