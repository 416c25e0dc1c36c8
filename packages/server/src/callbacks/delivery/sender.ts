import type { WebhookKey } from '@lemnis/receiver'
import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { runLoop, untilDone } from '../../base/loop.ts'
import { Notifier } from '../../base/wait.ts'
import type { Database } from '../../db/database.ts'
import { Admission } from './admission.ts'
import { attemptOnce, type Sent } from './attempt-once.ts'
import { AttemptRecorder } from './attempt-recorder.ts'
import { ClockSteps } from './clock-steps.ts'
import { DueScan } from './due-scan.ts'
import type { FlightLog } from './flight-log.ts'
import { classifyResponse } from './classify-response.ts'
import { keepUnknown } from '../keep-unknown.ts'
import { DEFAULT_LIMITS, type LaneLimits, type Slot } from './lanes.ts'
import { parkQueued, type Parked } from './park-queued.ts'
import type { Attempt } from './record-attempts.ts'
import { SenderLease } from './sender-lease.ts'
import { findNextDueAt, findQueuedCallbacks, READ_AT_ONCE, shiftQueue, type Callback } from '../store.ts'
import type { Transport } from '../transports/transport.ts'

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
  readonly #admission: Admission
  readonly #recorder: AttemptRecorder
  readonly #clockSteps: ClockSteps
  readonly #notifier = new Notifier()
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
    this.#admission = new Admission(options.limits ?? DEFAULT_LIMITS)
    this.#recorder = new AttemptRecorder(options.db, this.#admission.healthOf, this.#giveUp.signal)
  }

  async run(signal: AbortSignal): Promise<void> {
    const { db, log, flightLog } = this.#options
    using _due = db.onWake('callbacks', () => this.#notifier.notify())
    using _endpoints = db.onWake('callback-endpoints', () => {
      this.#bookIsOld = true
      this.#notifier.notify()
    })
    if (flightLog) {
      const keep = () => keepUnknown(db, flightLog.leftovers)
      if (!(await untilDone('evidence of callbacks', log, signal, keep))) return
      flightLog.clear()
    }
    await runLoop('callbacks', log, signal, async () => {
      const pauseMs = await this.#step()
      await this.#notifier.wait(pauseMs, signal)
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
    const now = clock.now()
    await this.#takeDue(now)
    // After the moment of the scan: what becomes due between the two would be seen by neither.
    const next = await findNextDueAt(db.reader, now)
    return Math.min(this.#pauseUntil(next), this.#lease.renewAfterMs)
  }

  #pauseUntil(dueAt: number | undefined): number {
    const next = Math.min(dueAt ?? Infinity, this.#admission.nextPauseEnd())
    return Math.min(LONGEST_WAIT_MS, Math.max(0, next - this.#options.clock.now()))
  }

  /** What waits here is the queue's again: another process sends, or the entries were changed. */
  #letGo(): void {
    for (const { callbackId } of this.#admission.dropAll()) this.#held.delete(callbackId)
    this.#scan.startOver()
  }

  async #heedClock(): Promise<void> {
    const ms = this.#clockSteps.setBackBy()
    if (ms === 0) return
    const { db, log } = this.#options
    log.warn({ ms }, 'the clock was set back: what waits for its time is moved with it')
    await db.transact((tx) => shiftQueue(tx, ms))
    this.#letGo()
    this.#admission.shift(ms)
  }

  async #heedEndpoints(): Promise<void> {
    const { db, clock } = this.#options
    if (this.#bookIsOld) {
      this.#bookIsOld = false
      await this.#park(await this.#admission.reload(db.reader))
    }
    this.#admission.endPauses(clock.now())
  }

  async #park(parked: readonly Parked[]): Promise<void> {
    if (parked.length === 0) return
    const { db, clock } = this.#options
    await parkQueued(db, { parked, healthOf: this.#admission.healthOf, now: clock.now() })
    for (const { due } of parked) this.#ended.push(due.callbackId)
  }

  async #takeDue(now: number): Promise<void> {
    const { clock } = this.#options
    this.#overflowed = false
    for (const callbackId of this.#ended.splice(0)) this.#held.delete(callbackId)
    for await (const page of this.#scan.pages(now, clock.monotonic())) {
      const parked: Parked[] = []
      for (const due of page) {
        if (this.#held.has(due.callbackId)) continue
        this.#held.add(due.callbackId)
        const scope = this.#admission.add(due)
        if (scope) parked.push({ due, scope })
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
      const slot = this.#admission.take()
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
    let callback: Callback | undefined
    try {
      callback = (await callbacks).get(callbackId)
      const turn = callback ? this.#admission.keepBack(slot.due, callback) : 'send'
      if (turn === 'send') {
        const sent = callback && (await this.#send(slot, callback))
        if (callback && sent) await this.#conclude(slot, callback, sent)
        // The entry was changed while it waited here; the scan went past the new one, because this one was held.
        else this.#recheckDamaged()
        this.#ended.push(callbackId)
      } else if (turn !== 'kept') await this.#park([turn])
    } catch (error) {
      this.#options.log.error(
        { err: error, callbackId: callback?.webhook_id, sequence: callbackId },
        'an attempt was not recorded and will be made again',
      )
      this.#ended.push(callbackId)
    } finally {
      slot.free()
    }
    if (this.#overflowed && this.#held.size - this.#ended.length <= MAX_HELD / 2) this.#recheckDamaged()
    this.#startSoon()
  }

  #recheckDamaged(): void {
    this.#scan.startOver()
    this.#notifier.notify()
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

  async #conclude(slot: Slot, callback: Callback, { recorded, ...sent }: Sent): Promise<void> {
    const { due } = slot
    const { response, endedAt } = sent
    const { result, signals } = classifyResponse(response, {
      failures: due.failures,
      now: endedAt,
      jitter: this.#randomJitter(),
    })
    const { changes, parked } = this.#admission.heed({ due, url: callback.url }, signals, endedAt)
    // The loop waits for the end of a pause.
    if (changes.length > 0) this.#notifier.notify()
    // Others are sent while this is recorded: only the number of answers not yet on disk is bounded.
    this.#unrecorded += 1
    slot.free()
    this.#startSoon()
    try {
      await this.#park(parked)
      const attempt = { ...sent, due, result, changes }
      await this.#recorder.record(attempt)
      recorded()
      this.#report(attempt, callback.webhook_id)
    } finally {
      this.#unrecorded -= 1
      this.#admission.saved(changes)
    }
  }

  /** In [0, 1). */
  #randomJitter(): number {
    return Number.parseInt(this.#options.ids.randomHex(4), 16) / 2 ** 32
  }

  #report(attempt: Attempt, webhookId: string): void {
    const { log, onAttempt } = this.#options
    const { due, result, changes } = attempt
    onAttempt?.(attempt)
    const about = { callbackId: webhookId, attempt: due.attempts + 1, ...result }
    if (result.outcome === 'delivered') log.debug(about, 'callback delivered')
    else if (result.outcome === 'retry') log.info(about, 'callback not acknowledged, it will be tried again')
    else log.warn(about, `callback not acknowledged, it is ${result.outcome} now`)
    for (const { scope, health } of changes) {
      if (health === 'working' || health.state !== 'parked') continue
      const { endpoint, bucketName: bucket } = scope
      const { reason } = health
      log.warn({ endpoint, bucket, callbackId: webhookId, reason }, 'endpoint parked: its callbacks wait')
    }
    // The loop may be waiting for a later one.
    if (result.outcome === 'retry') this.#notifier.notify()
  }

  async #stop(): Promise<void> {
    this.#stopping = true
    const timer = setTimeout(() => this.#giveUp.abort(), STOP_MS)
    await Promise.all(this.#running)
    clearTimeout(timer)
    // A database that can't be written now keeps others waiting until the lease ends by itself.
    await this.#lease.release().catch((error: unknown) => {
      this.#options.log.warn({ err: error }, 'the right to send callbacks could not be given back')
    })
  }
}
