import type { WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { runLoop } from '../base/loop.ts'
import { Bell, sleep } from '../base/wait.ts'
import type { Database } from '../db/database.ts'
import { attemptOnce } from './attempt-once.ts'
import { DueScan } from './due-scan.ts'
import { DEFAULT_LIMITS, Lanes, type LaneLimits, type Slot } from './lanes.ts'
import { recordAttempt, type Attempt } from './record-attempt.ts'
import { CALLBACKS_CHANNEL, findNextDueAt } from './store.ts'
import type { Transport } from './transports/transport.ts'

/** For a whole attempt. */
export const DEADLINE_MS = 15_000

/** A request that takes longer leaves its place to others. */
const SLOW_MS = 200

/** How long attempts in progress may go on once the sender is told to stop; what is given up is sent again later. */
const STOP_MS = 3_000

/** Answers not yet on disk: a kill sends these again, so their number is bounded. */
const MAX_UNRECORDED = 256

/** Bounds the memory for what is due; what is beyond stays in the table and follows when half is sent. */
const MAX_HELD = 100_000

/** The safety net under wake-ups. */
const LONGEST_WAIT_MS = 30_000

const RECORD_AGAIN_MS = 1_000
const RECORD_TRIES = 30

export interface SenderOptions {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly transport: Transport
  /** Every callback is signed with each of them. */
  readonly keys: readonly WebhookKey[]
  readonly deadlineMs?: number
  readonly limits?: LaneLimits
}

export interface Sender {
  /**
   * Delivers what is due until `signal` aborts; then ends within some 3 s. One sender per database: which callbacks
   * are being sent is known in memory only, so that after a crash all that was not recorded is due at once.
   */
  run(signal: AbortSignal): Promise<void>
}

export function createSender(options: SenderOptions): Sender {
  return { run: (signal) => new SenderRun(options).run(signal) }
}

class SenderRun {
  readonly #options: SenderOptions
  readonly #scan: DueScan
  readonly #lanes: Lanes
  readonly #bell = new Bell()
  /** Callbacks taken from the queue. One leaves between two scans only: a page may hold a row that was just deleted. */
  readonly #held = new Set<number>()
  readonly #ended: number[] = []
  readonly #running = new Set<Promise<void>>()
  readonly #giveUp = new AbortController()
  #unrecorded = 0
  #overflowed = false
  #stopping = false

  constructor(options: SenderOptions) {
    this.#options = options
    this.#scan = new DueScan(options.db.reader)
    this.#lanes = new Lanes(options.limits ?? DEFAULT_LIMITS)
  }

  async run(signal: AbortSignal): Promise<void> {
    const { db, log } = this.#options
    const wakeUps = db.onWake(CALLBACKS_CHANNEL, () => this.#bell.ring())
    await runLoop('callbacks', log, signal, async () => {
      await this.#takeDue()
      await this.#bell.wait(await this.#pauseMs(), signal)
    })
    wakeUps[Symbol.dispose]()
    await this.#stop()
  }

  async #takeDue(): Promise<void> {
    const { clock } = this.#options
    for (const callbackId of this.#ended.splice(0)) this.#held.delete(callbackId)
    this.#overflowed = false
    for await (const page of this.#scan.pages(clock.now(), clock.monotonic())) {
      for (const due of page) {
        if (this.#held.has(due.callbackId)) continue
        this.#held.add(due.callbackId)
        this.#lanes.add(due)
      }
      this.#startAllowed()
      if (this.#held.size >= MAX_HELD) {
        this.#overflowed = true
        return
      }
    }
  }

  async #pauseMs(): Promise<number> {
    const now = this.#options.clock.now()
    const next = await findNextDueAt(this.#options.db.reader, now)
    return Math.min(LONGEST_WAIT_MS, (next ?? Infinity) - now)
  }

  #startAllowed(): void {
    while (!this.#stopping && this.#unrecorded < MAX_UNRECORDED) {
      const slot = this.#lanes.take()
      if (!slot) return
      const running = this.#deliver(slot).finally(() => this.#running.delete(running))
      this.#running.add(running)
    }
  }

  async #deliver(slot: Slot): Promise<void> {
    const { callbackId } = slot.due
    try {
      const attempt = await this.#attempt(slot)
      if (attempt) await this.#record(attempt)
    } catch (error) {
      this.#options.log.error(
        { err: error, callbackId },
        'an attempt was not recorded and will be made again',
      )
    }
    this.#ended.push(callbackId)
    if (this.#overflowed && this.#held.size - this.#ended.length <= MAX_HELD / 2) {
      this.#scan.startOver()
      this.#bell.ring()
    }
  }

  async #attempt(slot: Slot): Promise<Attempt | undefined> {
    const { db, deadlineMs = DEADLINE_MS } = this.#options
    const slow = setTimeout(() => {
      slot.slowDown()
      this.#startAllowed()
    }, SLOW_MS)
    try {
      const tools = { ...this.#options, db: db.reader, deadlineMs }
      return await attemptOnce(tools, slot.due, this.#giveUp.signal)
    } finally {
      clearTimeout(slow)
      slot.free()
      this.#startAllowed()
    }
  }

  /** Tries until it is on disk: what is not recorded is delivered again. Others are sent meanwhile. */
  async #record(attempt: Attempt): Promise<void> {
    this.#unrecorded += 1
    try {
      await this.#recordPersistently(attempt)
      this.#report(attempt)
    } finally {
      this.#unrecorded -= 1
      this.#startAllowed()
    }
  }

  async #recordPersistently(attempt: Attempt): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        await recordAttempt(this.#options.db, attempt)
        return
      } catch (error) {
        if (tries === RECORD_TRIES || this.#giveUp.signal.aborted) throw error
        await sleep(RECORD_AGAIN_MS, this.#giveUp.signal)
      }
    }
  }

  #report({ queued, verdict }: Attempt): void {
    const { log } = this.#options
    const about = { callbackId: queued.callbackId, attempt: queued.attempts + 1, ...verdict }
    if (verdict.outcome === 'delivered') log.debug(about, 'callback delivered')
    if (verdict.outcome === 'retry') {
      log.info(about, 'callback not acknowledged, it will be tried again')
      // The loop may be waiting for a later one.
      this.#bell.ring()
    }
    if (verdict.outcome === 'dead') log.warn(about, 'callback not acknowledged at its last attempt')
  }

  async #stop(): Promise<void> {
    this.#stopping = true
    const timer = setTimeout(() => this.#giveUp.abort(), STOP_MS)
    await Promise.all(this.#running)
    clearTimeout(timer)
  }
}
