import { OutageError } from '../../base/outages/outage.ts'
import { retry } from '../../base/tasks/retry.ts'
import { databaseOutage } from '../outage.ts'
import { isConflict, isUnreachable } from './faults.ts'

/** How long a caller waits for an unavailable database (a restart takes a few seconds) before it gets an error, ms. */
const LIMIT_MS = 8_000
const AGAIN_MS = 100
/** One connection that broke is no outage: the next one has so long to work, ms. */
const BLIP_MS = 500
/** Transactions that conflict run again this often; each time one of them gets through. */
const MAX_CONFLICTS = 30

/**
 * Runs work on a database until it is done: again after a conflict, and while the database is unavailable, for 8 s.
 * The time runs from when the database was last available. Once it is over, one caller at a time still tries, and the
 * others get an error at once.
 */
export class DatabaseRetries {
  readonly #report: (outage: OutageError) => void
  readonly #limitMs: number
  /** Monotonic ms; `undefined` while it answers. */
  #awaySince: number | undefined
  #isAsked = false

  constructor(report: (outage: OutageError) => void = () => undefined, limitMs = LIMIT_MS) {
    this.#report = report
    this.#limitMs = limitMs
  }

  /** Throws what `work` threw last. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now()
    let conflicts = 0
    const pauseAfter = (error: unknown): number | undefined => {
      if (isConflict(error) && conflicts < MAX_CONFLICTS) {
        conflicts += 1
        return Math.min(conflicts * 2, 50)
      }
      const waits = isUnreachable(error) && performance.now() < this.#awayFrom(began) + this.#limitMs
      return waits ? AGAIN_MS : undefined
    }
    return retry(() => this.#runOnce(work), pauseAfter)
  }

  async #runOnce<T>(work: () => Promise<T>): Promise<T> {
    const isLost = this.#awaySince !== undefined && performance.now() >= this.#awaySince + this.#limitMs
    if (isLost && this.#isAsked) throw new OutageError('database', 'The database does not answer.')
    if (isLost) this.#isAsked = true
    try {
      const value = await work()
      this.#awaySince = undefined
      return value
    } catch (error) {
      this.#observe(error)
      throw error
    } finally {
      if (isLost) this.#isAsked = false
    }
  }

  #awayFrom(began: number): number {
    return Math.min(began, this.#awaySince ?? began)
  }

  #observe(error: unknown): void {
    const outage = databaseOutage(error)
    if (!outage) return
    const now = performance.now()
    if (isUnreachable(error)) {
      this.#awaySince ??= now
      if (now < this.#awaySince + BLIP_MS) return
    }
    this.#report(outage)
  }
}
