import type { Clock } from '../../base/clock.ts'
import { outageOf } from '../../base/outages/outage.ts'

/** The same sound would be refused again, and finding that out may take a minute, ms. */
const REMEMBERED_MS = 5 * 60_000
/** What is not its fault may be over soon: then it is only told to those who ask now, ms. */
const TOLD_MS = 2_000
const MOST = 1_000

interface Refusal {
  readonly error: unknown
  readonly until: number
}

/** Why views could not be made a short time ago. */
export class RefusalCache {
  readonly #clock: Clock
  readonly #refusals = new Map<string, Refusal>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  note(id: string, error: unknown): void {
    const [oldest] = this.#refusals.keys()
    if (this.#refusals.size >= MOST && oldest !== undefined) this.#refusals.delete(oldest)
    const rememberedMs = outageOf(error) ? TOLD_MS : REMEMBERED_MS
    this.#refusals.set(id, { error, until: this.#clock.monotonic() + rememberedMs })
  }

  throwIfRefused(id: string): void {
    const refusal = this.#refusals.get(id)
    if (!refusal) return
    if (this.#clock.monotonic() < refusal.until) throw refusal.error
    this.#refusals.delete(id)
  }
}
