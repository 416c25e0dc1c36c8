import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import { runLoop } from '../base/tasks/loop.ts'
import { sleep } from '../base/tasks/wait.ts'
import type { Database } from '../db/database.ts'
import { bucketOf } from './histogram.ts'
import { minuteOf } from './minutes.ts'
import type { DurationSeries, EventSeries, Series } from './series.ts'
import { addActivity, type ActivityCount } from './store.ts'

/** How often what was counted is written: a process that is killed loses so much of its statistics, ms. */
const WRITE_EVERY_MS = 10_000
/** While nothing can be written only so many counts are kept: those of some hours. */
const MAX_COUNTS = 20_000

export interface ActivityRecorderOptions {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
}

/**
 * Counts what happens in this process by minute, in memory, and adds it to the database from time to time. Where nothing
 * happens nothing is written.
 */
export class ActivityRecorder implements AsyncDisposable {
  readonly #db: Database
  readonly #clock: Clock
  readonly #log: Log
  #counts = new Map<string, ActivityCount>()

  constructor({ db, clock, log }: ActivityRecorderOptions) {
    this.#db = db
    this.#clock = clock
    this.#log = log
  }

  /** Counts an event of now. Never throws. */
  count(series: EventSeries): void {
    this.#add({ minute: minuteOf(this.#clock.now()), series, bucket: 0, events: 1 })
  }

  /** Counts what took so long and ended now. Never throws. */
  observe(series: DurationSeries, ms: number): void {
    this.#add({ minute: minuteOf(this.#clock.now()), series, bucket: bucketOf(ms), events: 1 })
  }

  /** Writes what was counted, again and again until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    await runLoop('activity', this.#log, signal, async () => {
      await sleep(WRITE_EVERY_MS, signal)
      if (!signal.aborted) await this.flush()
    })
  }

  /** Writes what was counted since the last time. Rejects when the database takes nothing: then it is kept. */
  async flush(): Promise<void> {
    const counts = [...this.#counts.values()]
    if (counts.length === 0) return
    this.#counts = new Map()
    try {
      // Not durable: a power cut loses a little more of the statistics.
      await this.#db.transact((tx) => addActivity(tx, counts), { durable: false })
    } catch (error) {
      for (const count of counts) this.#add(count)
      throw error
    }
  }

  /** Writes what is left when nothing more can happen. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.flush().catch((error: unknown) => {
      this.#log.warn({ err: error }, 'the last activity was not recorded')
    })
  }

  #add({ minute, series, bucket, events }: ActivityCount): void {
    const key = keyOf(minute, series, bucket)
    const known = this.#counts.get(key)
    if (!known && this.#counts.size >= MAX_COUNTS) return
    this.#counts.set(key, { minute, series, bucket, events: (known?.events ?? 0) + events })
  }
}

const keyOf = (minute: number, series: Series, bucket: number): string => `${minute} ${series} ${bucket}`
