import { callbackDetailSchema, confirmedSchema } from '../../api-schemas/callbacks.ts'
import type { Clock } from '../../base/clock.ts'
import type { CallbackMessage } from '../answer.ts'
import { NotFoundError, UnreachableError, type ApiClient } from '../api-client.ts'
import { forward, type Forwarded, type ForwardedMessage } from './forward.ts'

const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000
/** With nothing to retry, only the feed decides how long to wait. */
const NO_RETRY_MS = 60_000

export interface LocalAppOptions {
  readonly client: ApiClient
  readonly url: URL
  /** Confirm to the service what the application acknowledged, and retry what it did not. */
  readonly confirms: boolean
  readonly clock: Clock
  readonly onForwarded: (
    callback: ForwardedMessage,
    result: Forwarded & { readonly confirmed: boolean },
  ) => void
}

interface Retry {
  readonly id: string
  readonly failures: number
  /** `Clock.monotonic`, ms. */
  readonly dueAt: number
}

/** The application that callbacks are forwarded to. In pull mode each is retried until it is acknowledged. */
export class LocalApp {
  readonly #options: LocalAppOptions
  readonly #retries = new Map<string, Retry>()
  /** Acknowledged, but the service was unreachable when that was to be confirmed. */
  readonly #unconfirmed = new Set<string>()

  constructor(options: LocalAppOptions) {
    this.#options = options
  }

  async deliver(callback: ForwardedMessage, signal: AbortSignal): Promise<void> {
    const { url, clock, confirms, client, onForwarded } = this.#options
    const result = await forward(callback, url, { clock, signal })
    if (signal.aborted && !result.acknowledged) return
    const isConfirmed = confirms && result.acknowledged && (await this.#confirm(client, callback.id))
    if (confirms && !result.acknowledged) this.#scheduleRetry(callback.id)
    else this.#retries.delete(callback.id)
    onForwarded(callback, { ...result, confirmed: isConfirmed })
  }

  /** Delivers again what is due, and returns the ms until the next retry is. */
  async deliverDue(signal: AbortSignal): Promise<number> {
    const { client, clock } = this.#options
    for (const id of this.#unconfirmed) await this.#confirm(client, id)
    for (const { id, dueAt } of [...this.#retries.values()]) {
      if (signal.aborted) return 0
      if (dueAt > clock.monotonic()) continue
      // Read again: the signature carries a time, and the service may have delivered it meanwhile.
      const callback = await this.#readAgain(id, signal)
      if (callback === undefined) continue
      if (isSettled(callback)) this.#retries.delete(id)
      else await this.deliver(callback, signal)
    }
    const now = clock.monotonic()
    const dues = [...this.#retries.values()].map(({ dueAt }) => Math.max(0, dueAt - now))
    if (this.#unconfirmed.size > 0) dues.push(FIRST_PAUSE_MS)
    return Math.min(NO_RETRY_MS, ...dues)
  }

  #scheduleRetry(id: string): void {
    const failures = (this.#retries.get(id)?.failures ?? 0) + 1
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10))
    this.#retries.set(id, { id, failures, dueAt: this.#options.clock.monotonic() + pause })
  }

  async #confirm(client: ApiClient, id: string): Promise<boolean> {
    try {
      await client.post(confirmedSchema, 'callbacks/confirm', { ids: [id] })
      this.#unconfirmed.delete(id)
      return true
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error
      this.#unconfirmed.add(id)
      return false
    }
  }

  async #readAgain(id: string, signal: AbortSignal): Promise<CallbackMessage | undefined> {
    try {
      const path = `callbacks/${encodeURIComponent(id)}`
      return await this.#options.client.get(callbackDetailSchema, path, { signal })
    } catch (error) {
      if (error instanceof NotFoundError) this.#retries.delete(id)
      else if (!(error instanceof UnreachableError)) throw error
      return undefined
    }
  }
}

const isSettled = ({ state }: CallbackMessage): boolean => state === 'delivered' || state === 'dead'
