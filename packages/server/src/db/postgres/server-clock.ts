import { sql } from 'kysely'
import type { Clock } from '../../base/clock.ts'
import type { Database } from '../database.ts'

const COMPARE_EVERY_MS = 30_000
/** Of several questions the one that was answered the fastest tells the time best. */
const QUESTIONS = 3
const CERTAIN_MS = 2

/**
 * The database server's time, which is the same for all processes on it. Leases are taken by one machine and checked by
 * another, and their own clocks may be minutes apart.
 */
export class ServerClock implements Clock, Disposable {
  readonly #db: Database
  readonly #own: Clock
  readonly #comparing: NodeJS.Timeout
  /** How far the server's clock is ahead of this machine's. */
  #offsetMs = 0

  private constructor(db: Database, own: Clock) {
    this.#db = db
    this.#own = own
    this.#comparing = setInterval(() => {
      // While the database is away the difference stays what it was.
      this.#compare().catch(() => undefined)
    }, COMPARE_EVERY_MS).unref()
  }

  static async start(db: Database, own: Clock): Promise<ServerClock> {
    const clock = new ServerClock(db, own)
    await clock.#compare()
    return clock
  }

  now(): number {
    return this.#own.now() + this.#offsetMs
  }

  monotonic(): number {
    return this.#own.monotonic()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#comparing)
  }

  async #compare(): Promise<void> {
    let best = Infinity
    let offsetMs = this.#offsetMs
    for (let question = 0; question < QUESTIONS; question += 1) {
      const asked = this.#own.monotonic()
      const { rows } = await sql<{ now: number }>`
        SELECT floor(extract(epoch FROM clock_timestamp()) * 1000) AS now`.execute(this.#db.reader)
      const tookMs = this.#own.monotonic() - asked
      const [row] = rows
      if (!row || tookMs >= best) continue
      best = tookMs
      const ahead = Math.round(row.now + tookMs / 2 - this.#own.now())
      // An offset below the precision of this measurement counts as none: machines that agree keep their own time.
      offsetMs = Math.abs(ahead) <= tookMs / 2 + CERTAIN_MS ? 0 : ahead
    }
    this.#offsetMs = offsetMs
  }
}
