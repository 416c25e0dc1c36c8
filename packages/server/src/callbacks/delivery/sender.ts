import { runLoop, untilDone } from '../../base/tasks/loop.ts'
import { Notifier } from '../../base/tasks/wait.ts'
import { Admission } from './scheduling/admission.ts'
import { ClockSteps } from './scheduling/clock-steps.ts'
import { Deliveries } from './deliveries.ts'
import { DueScan } from './due-scan.ts'
import { HeldCallbacks } from './scheduling/held-callbacks.ts'
import type { CallbackToPark } from './park-queued.ts'
import { saveRedirect } from '../redirect-store.ts'
import { recordUnknownAttempts } from '../record-unknown-attempts.ts'
import { DEFAULT_LIMITS } from './scheduling/scheduler.ts'
import { SenderLease } from './sender-lease.ts'
import type { SenderOptions } from './sender-options.ts'
import { findNextDueAt, shiftQueue } from '../store.ts'

/** Bounds the memory for due callbacks. The rest stays in the table until half of these are sent. */
const MAX_HELD = 200_000

/** The queue is read at this interval even without a wake-up. */
const LONGEST_WAIT_MS = 30_000

/** The interval at which a process without the lease tries to acquire it. */
const STAND_BY_MS = 1_000

export interface Sender {
  /**
   * Delivers due callbacks until `signal` aborts, then ends within about 3 s. One process per database sends at a time:
   * only its memory has the callbacks in flight. After a crash, all attempts that were not recorded are due at once.
   */
  run(signal: AbortSignal): Promise<void>
}

export function createSender(options: SenderOptions): Sender {
  return { run: (signal) => new SenderRun(options).run(signal) }
}

/** Decides when the queue is read and which callbacks are due; `Deliveries` sends them. */
class SenderRun {
  readonly #options: SenderOptions
  readonly #lease: SenderLease
  readonly #scan: DueScan
  readonly #admission: Admission
  readonly #deliveries: Deliveries
  readonly #clockSteps: ClockSteps
  readonly #notifier = new Notifier()
  readonly #held = new HeldCallbacks()
  #isRegistryStale = true
  /** The last scan ended early, because too many callbacks were held. */
  #isScanIncomplete = false

  constructor(options: SenderOptions) {
    const { db, clock, ids, limits = DEFAULT_LIMITS } = options
    this.#options = options
    this.#lease = new SenderLease({ ...options, holder: ids.randomUuid() })
    this.#scan = new DueScan(db.reader)
    this.#clockSteps = new ClockSteps(clock)
    this.#admission = new Admission(limits)
    this.#deliveries = new Deliveries(
      options,
      { admission: this.#admission, held: this.#held },
      {
        scanAgain: () => this.#scanAgain(),
        onEarlierWork: () => this.#notifier.notify(),
        onEnd: () => {
          if (this.#isScanIncomplete && this.#held.unfinished <= MAX_HELD / 2) this.#scanAgain()
        },
      },
    )
  }

  async run(signal: AbortSignal): Promise<void> {
    const { db, log, journal, redirect } = this.#options
    using _due = db.onWake('callbacks', () => this.#notifier.notify())
    using _endpoints = db.onWake('callback-endpoints', () => {
      this.#isRegistryStale = true
      this.#notifier.notify()
    })
    if (journal) {
      const record = () => recordUnknownAttempts(db, journal.leftovers)
      if (!(await untilDone('evidence of callbacks', log, signal, record))) return
      journal.clear()
    }
    if (!(await untilDone('redirect of callbacks', log, signal, () => saveRedirect(db, redirect)))) return
    await runLoop('callbacks', log, signal, async () => {
      const pauseMs = await this.#step()
      await this.#notifier.wait(pauseMs, signal)
    })
    await this.#stop()
  }

  /** Starts what may start. Returns the time until something more is expected, in ms. */
  async #step(): Promise<number> {
    const { db, clock } = this.#options
    await this.#adjustToClock()
    await this.#updateEndpoints()
    // With a fresh lease this check is skipped: a callback that was just committed is found sooner.
    if (!this.#lease.isFresh) {
      const nextDueAt = await findNextDueAt(db.reader, Number.MIN_SAFE_INTEGER)
      if (nextDueAt === undefined || nextDueAt > clock.now()) return this.#timeUntil(nextDueAt)
    }
    if (!(await this.#lease.acquire())) {
      this.#dropWaiting()
      return STAND_BY_MS
    }
    const now = clock.now()
    await this.#takeDue(now)
    // The same time as for the scan: with a later one, neither would find a callback that becomes due in between.
    const next = await findNextDueAt(db.reader, now)
    return Math.min(this.#timeUntil(next), this.#lease.renewAfterMs)
  }

  #timeUntil(dueAt: number | undefined): number {
    const next = Math.min(dueAt ?? Infinity, this.#admission.nextPauseEnd())
    return Math.min(LONGEST_WAIT_MS, Math.max(0, next - this.#options.clock.now()))
  }

  /** Leaves the waiting callbacks to the next scan: another process sends, or the queue entries were changed. */
  #dropWaiting(): void {
    for (const { callbackId } of this.#admission.dropAll()) this.#held.release(callbackId)
    this.#scan.restart()
  }

  async #adjustToClock(): Promise<void> {
    const ms = this.#clockSteps.setBackBy()
    if (ms === 0) return
    const { db, clock, log } = this.#options
    const now = clock.now()
    log.warn({ ms }, 'the clock was set back: due times and pauses are moved with it')
    await db.transact((tx) => shiftQueue(tx, { ms, now }))
    this.#dropWaiting()
    this.#admission.shift(ms)
  }

  async #updateEndpoints(): Promise<void> {
    const { db, clock } = this.#options
    if (this.#isRegistryStale) {
      this.#isRegistryStale = false
      await this.#deliveries.park(await this.#admission.reload(db.reader))
    }
    this.#admission.endPauses(clock.now())
  }

  async #takeDue(now: number): Promise<void> {
    const { clock, redirect } = this.#options
    this.#isScanIncomplete = false
    this.#held.releaseFinished()
    for await (const page of this.#scan.pages(now, clock.monotonic())) {
      const toPark: CallbackToPark[] = []
      for (const stored of page) {
        const due = redirect ? { ...stored, endpoint: redirect.endpoint } : stored
        if (!this.#held.add(due.callbackId)) continue
        const scope = this.#admission.add(due)
        if (scope) toPark.push({ due, scope })
      }
      await this.#deliveries.park(toPark)
      this.#deliveries.startAllowed()
      if (this.#held.size >= MAX_HELD) {
        this.#isScanIncomplete = true
        return
      }
    }
  }

  #scanAgain(): void {
    this.#scan.restart()
    this.#notifier.notify()
  }

  async #stop(): Promise<void> {
    await this.#deliveries.stop()
    // If the database can't be written now, other processes wait until the lease expires.
    await this.#lease.release().catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'the lease of the sender could not be released')
    })
  }
}
