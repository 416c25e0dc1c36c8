import type { WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../base/clock.ts'
import type { Ids } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import { runLoop } from '../base/loop.ts'
import { Bell } from '../base/wait.ts'
import type { Database } from '../db/database.ts'
import { attemptOnce, type Sent } from './attempt-once.ts'
import { AttemptRecorder } from './attempt-recorder.ts'
import { ClockSteps } from './clock-steps.ts'
import { DueScan } from './due-scan.ts'
import { EndpointBook, type EndpointChange } from './endpoint-book.ts'
import type { EndpointHealth } from './endpoint-health.ts'
import { ENDPOINTS_CHANNEL } from './endpoint-store.ts'
import type { FlightLog } from './flight-log.ts'
import { judge } from './judge.ts'
import { keepUnknown } from './keep-unknown.ts'
import { DEFAULT_LIMITS, Lanes, type LaneLimits, type Slot } from './lanes.ts'
import { parkQueued } from './park-queued.ts'
import type { Attempt } from './record-attempts.ts'
import { SenderLease } from './sender-lease.ts'
import {
  CALLBACKS_CHANNEL,
  findNextDueAt,
  findQueuedCallbacks,
  READ_AT_ONCE,
  shiftQueue,
  type Callback,
  type DueCallback,
} from './store.ts'
import type { Transport } from './transports/transport.ts'

/** A request that takes longer leaves its place to others. */
const SLOW_MS = 200

/** How long attempts in progress may go on once the sender is told to stop; what is given up is sent again later. */
const STOP_MS = 3_000

/** Answers not yet on disk: a kill sends these again, so their number is bounded. */
const MAX_UNRECORDED = 256

/** Bounds the memory for what is due; what is beyond stays in the table and follows when half is sent. */
const MAX_HELD = 200_000

/** The safety net under wake-ups. */
const LONGEST_WAIT_MS = 30_000

/** How long a process without the lease waits before it asks again. */
const STAND_BY_MS = 1_000

export interface SenderOptions {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly transport: Transport
  /** Every callback is signed with each of them. Asked at each attempt. */
  readonly keys: () => readonly WebhookKey[]
  /** True when no other process can have this database open. */
  readonly soleProcess: boolean
  /** Makes attempts that a crash cut off visible. */
  readonly flightLog?: FlightLog
  /** Told of each attempt once it is recorded. */
  readonly onAttempt?: (attempt: Attempt) => void
  readonly limits?: LaneLimits
}

export interface Sender {
  /**
   * Delivers what is due until `signal` aborts; then ends within some 3 s. One process per database sends at a time:
   * which callbacks are under way is known in memory only, and after a crash all that was not recorded is due at once.
   */
  run(signal: AbortSignal): Promise<void>
}

export function createSender(options: SenderOptions): Sender {
  return { run: (signal) => new SenderRun(options).run(signal) }
}

class SenderRun {
  readonly #options: SenderOptions
  readonly #lease: SenderLease
  readonly #scan: DueScan
  readonly #lanes: Lanes
  readonly #book = new EndpointBook()
  readonly #recorder: AttemptRecorder
  readonly #clockSteps: ClockSteps
  readonly #bell = new Bell()
  /** Callbacks taken from the queue. One leaves between two scans only: a page may hold a row that was just deleted. */
  readonly #held = new Set<number>()
  readonly #ended: number[] = []
  readonly #running = new Set<Promise<void>>()
  readonly #giveUp = new AbortController()
  #bookIsOld = true
  #unrecorded = 0
  #overflowed = false
  #stopping = false
  #startIsNear = false

  constructor(options: SenderOptions) {
    this.#options = options
    this.#lease = new SenderLease({ ...options, holder: options.ids.randomUuid() })
    this.#scan = new DueScan(options.db.reader)
    this.#clockSteps = new ClockSteps(options.clock)
    this.#lanes = new Lanes(options.limits ?? DEFAULT_LIMITS)
    this.#recorder = new AttemptRecorder(options.db, this.#book.healthOf, this.#giveUp.signal)
  }

  async run(signal: AbortSignal): Promise<void> {
    const { db, log, flightLog } = this.#options
    using _due = db.onWake(CALLBACKS_CHANNEL, () => this.#bell.ring())
    using _endpoints = db.onWake(ENDPOINTS_CHANNEL, () => {
      this.#bookIsOld = true
      this.#bell.ring()
    })
    if (flightLog) {
      await keepUnknown(db, flightLog.leftovers)
      flightLog.clear()
    }
    await runLoop('callbacks', log, signal, async () => {
      const pauseMs = await this.#step()
      await this.#bell.wait(pauseMs, signal)
    })
    await this.#stop()
  }

  /** Starts what may start; gives how long nothing more is expected, in ms. */
  async #step(): Promise<number> {
    const { db, clock } = this.#options
    await this.#heedClock()
    await this.#heedEndpoints()
    // Somebody waits for what was just committed: while the lease stands, it is looked for at once.
    if (!this.#lease.isFresh) {
      const nextDueAt = await findNextDueAt(db.reader, Number.MIN_SAFE_INTEGER)
      if (nextDueAt === undefined || nextDueAt > clock.now()) return this.#pauseUntil(nextDueAt)
    }
    if (!(await this.#lease.hold())) {
      this.#letGo()
      return STAND_BY_MS
    }
    await this.#takeDue()
    const next = await findNextDueAt(db.reader, clock.now())
    return Math.min(this.#pauseUntil(next), this.#lease.renewAfterMs)
  }

  #pauseUntil(dueAt: number | undefined): number {
    const next = Math.min(dueAt ?? Infinity, this.#book.nextPauseEnd())
    return Math.min(LONGEST_WAIT_MS, Math.max(0, next - this.#options.clock.now()))
  }

  /** What waits here is the queue's again: another process sends, or the entries were changed. */
  #letGo(): void {
    for (const { callbackId } of this.#lanes.dropAll()) this.#held.delete(callbackId)
    this.#scan.startOver()
  }

  async #heedClock(): Promise<void> {
    const ms = this.#clockSteps.setBackBy()
    if (ms === 0) return
    const { db, log } = this.#options
    log.warn({ ms }, 'the clock was set back: what waits for its time is moved with it')
    await db.transact((tx) => shiftQueue(tx, ms))
    this.#letGo()
    this.#book.shift(ms)
  }

  async #heedEndpoints(): Promise<void> {
    const { db, clock } = this.#options
    if (this.#bookIsOld) {
      this.#bookIsOld = false
      for (const change of await this.#book.reload(db.reader)) await this.#apply(change)
    }
    for (const endpoint of this.#book.endedPauses(clock.now())) this.#lanes.reopen(endpoint)
  }

  async #apply({ endpoint, became }: EndpointChange): Promise<void> {
    if (became === 'open') this.#lanes.reopen(endpoint)
    else this.#lanes.close(endpoint)
    if (became === 'parked') await this.#park(this.#lanes.drop(endpoint))
  }

  async #park(due: readonly DueCallback[]): Promise<void> {
    if (due.length === 0) return
    await parkQueued(this.#options.db, { due, healthOf: this.#book.healthOf, now: this.#options.clock.now() })
    this.#ended.push(...due.map(({ callbackId }) => callbackId))
  }

  async #takeDue(): Promise<void> {
    const { clock } = this.#options
    this.#overflowed = false
    for (const callbackId of this.#ended.splice(0)) this.#held.delete(callbackId)
    for await (const page of this.#scan.pages(clock.now(), clock.monotonic())) {
      const parked: DueCallback[] = []
      for (const due of page) {
        if (this.#held.has(due.callbackId)) continue
        this.#held.add(due.callbackId)
        if (this.#book.healthOf(due.endpoint)?.state === 'parked') parked.push(due)
        else this.#lanes.add(due)
      }
      await this.#park(parked)
      this.#startAllowed()
      if (this.#held.size >= MAX_HELD) {
        this.#overflowed = true
        return
      }
    }
  }

  #startAllowed(): void {
    for (let slots = this.#takeSlots(); slots.length > 0; slots = this.#takeSlots()) {
      const dues = slots.map(({ due }) => due)
      const callbacks = findQueuedCallbacks(this.#options.db.reader, dues)
      for (const slot of slots) {
        const running = this.#deliver(slot, callbacks).finally(() => this.#running.delete(running))
        this.#running.add(running)
      }
    }
  }

  /** So many that they are read together. */
  #takeSlots(): readonly Slot[] {
    const slots: Slot[] = []
    while (slots.length < READ_AT_ONCE && !this.#stopping && this.#unrecorded < MAX_UNRECORDED) {
      const slot = this.#lanes.take()
      if (!slot) break
      slots.push(slot)
    }
    return slots
  }

  /** Once all answers that have come are heard: what they make room for starts together. */
  #startSoon(): void {
    if (this.#startIsNear) return
    this.#startIsNear = true
    setImmediate(() => {
      this.#startIsNear = false
      this.#startAllowed()
    })
  }

  async #deliver(slot: Slot, callbacks: Promise<ReadonlyMap<number, Callback>>): Promise<void> {
    const { callbackId } = slot.due
    try {
      const callback = (await callbacks).get(callbackId)
      const sent = callback && (await this.#send(slot, callback))
      if (sent) await this.#conclude(slot, sent)
      // The entry was changed while it waited here; the scan went past the new one, because this one was held.
      else this.#lookAgain()
    } catch (error) {
      this.#options.log.error(
        { err: error, callbackId },
        'an attempt was not recorded and will be made again',
      )
    } finally {
      slot.free()
    }
    this.#ended.push(callbackId)
    if (this.#overflowed && this.#held.size - this.#ended.length <= MAX_HELD / 2) this.#lookAgain()
    this.#startSoon()
  }

  #lookAgain(): void {
    this.#scan.startOver()
    this.#bell.ring()
  }

  async #send(slot: Slot, callback: Callback): Promise<Sent | undefined> {
    const { clock, ids, transport, keys, flightLog } = this.#options
    const slow = setTimeout(() => {
      slot.slowDown()
      this.#startSoon()
    }, SLOW_MS)
    try {
      const tools = { clock, ids, transport, keys, flightLog }
      return await attemptOnce(tools, { due: slot.due, callback }, this.#giveUp.signal)
    } finally {
      clearTimeout(slow)
    }
  }

  async #conclude(slot: Slot, { recorded, ...sent }: Sent): Promise<void> {
    const { due } = slot
    const { answer, endedAt } = sent
    const { verdict, sign } = judge(answer, { failures: due.failures, now: endedAt, dice: this.#rollDice() })
    const health = this.#book.observe(due.endpoint, sign, endedAt)
    const parked = this.#heed(due.endpoint, health)
    if (sign.kind === 'works') this.#lanes.trustMore(due.endpoint)
    // Others are sent while this is recorded: only the number of answers not yet on disk is bounded.
    this.#unrecorded += 1
    slot.free()
    this.#startSoon()
    try {
      await this.#park(parked)
      const attempt = { ...sent, due, verdict, health }
      await this.#recorder.record(attempt)
      recorded()
      this.#report(attempt)
    } finally {
      this.#unrecorded -= 1
      if (health !== undefined) this.#book.saved(due.endpoint)
    }
  }

  /** Closes the endpoint at once if it must be; gives what is to be parked with it. */
  #heed(endpoint: string, health: EndpointHealth | 'works' | undefined): readonly DueCallback[] {
    if (health === undefined) return []
    if (health === 'works' || health.state === 'failing') {
      // Its pause may have ended a moment ago, unnoticed yet.
      this.#lanes.reopen(endpoint)
      return []
    }
    this.#lanes.close(endpoint)
    // The loop waits for the end of the pause.
    this.#bell.ring()
    return health.state === 'parked' ? this.#lanes.drop(endpoint) : []
  }

  /** In [0, 1). */
  #rollDice(): number {
    return Number.parseInt(this.#options.ids.randomHex(4), 16) / 2 ** 32
  }

  #report(attempt: Attempt): void {
    const { log, onAttempt } = this.#options
    const { due, verdict, health } = attempt
    onAttempt?.(attempt)
    const about = { callbackId: due.callbackId, attempt: due.attempts + 1, ...verdict }
    if (verdict.outcome === 'delivered') log.debug(about, 'callback delivered')
    else if (verdict.outcome === 'retry') log.info(about, 'callback not acknowledged, it will be tried again')
    else log.warn(about, `callback not acknowledged, it is ${verdict.outcome} now`)
    if (health !== undefined && health !== 'works' && health.state === 'parked')
      log.warn({ endpoint: due.endpoint, reason: health.reason }, 'endpoint parked: its callbacks wait')
    // The loop may be waiting for a later one.
    if (verdict.outcome === 'retry') this.#bell.ring()
  }

  async #stop(): Promise<void> {
    this.#stopping = true
    const timer = setTimeout(() => this.#giveUp.abort(), STOP_MS)
    await Promise.all(this.#running)
    clearTimeout(timer)
    await this.#lease.release()
  }
}
