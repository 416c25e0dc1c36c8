import type { Admission } from './scheduling/admission.ts'
import { AttemptRecorder } from './attempt-recorder.ts'
import type { SentAttempt } from './attempt.ts'
import { AttemptConclusion } from './conclude-attempt.ts'
import type { HeldCallbacks } from './scheduling/held-callbacks.ts'
import { parkQueued, type CallbackToPark } from './park-queued.ts'
import type { Slot } from './scheduling/scheduler.ts'
import { targetUrl } from '../redirect.ts'
import { sendAttempt } from './send-attempt.ts'
import type { SenderOptions } from './sender-options.ts'
import { findQueuedCallbacks, READ_BATCH_SIZE, type Callback } from '../store.ts'

/** A request that takes longer gives its fast slot to others. */
const SLOW_MS = 200

/** How long attempts in flight may go on when the sender stops. The others are aborted and sent again later. */
const STOP_MS = 3_000

type CallbacksById = ReadonlyMap<number, Callback>

interface DeliveryHooks {
  /** A queue entry was missed: the whole queue has to be read again. */
  readonly scanAgain: () => void
  /** A callback is due, or a pause ends, earlier than the sender expects. */
  readonly onEarlierWork: () => void
  /** A delivery has ended. */
  readonly onEnd: () => void
}

/** The deliveries in flight: starts as many as the admission allows. */
export class Deliveries {
  readonly #options: SenderOptions
  readonly #admission: Admission
  readonly #held: HeldCallbacks
  readonly #hooks: DeliveryHooks
  readonly #conclusion: AttemptConclusion
  readonly #running = new Set<Promise<void>>()
  readonly #giveUp = new AbortController()
  #isStopping = false
  #isStartScheduled = false

  constructor(
    options: SenderOptions,
    { admission, held }: { readonly admission: Admission; readonly held: HeldCallbacks },
    hooks: DeliveryHooks,
  ) {
    this.#options = options
    this.#admission = admission
    this.#held = held
    this.#hooks = hooks
    const recorder = new AttemptRecorder(options.db, admission.healthOf, this.#giveUp.signal)
    this.#conclusion = new AttemptConclusion(
      options,
      { admission, recorder },
      {
        park: (toPark) => this.park(toPark),
        onFreeSlot: () => this.#startSoon(),
        onEarlierWork: hooks.onEarlierWork,
      },
    )
  }

  startAllowed(): void {
    for (let slots = this.#takeSlots(); slots.length > 0; slots = this.#takeSlots()) {
      const dues = slots.map(({ due }) => due)
      const callbacks = findQueuedCallbacks(this.#options.db.reader, dues)
      for (const slot of slots) {
        const running = this.#run(slot, callbacks).finally(() => this.#running.delete(running))
        this.#running.add(running)
      }
    }
  }

  /** Moves callbacks of parked scopes from the queue to the archive. */
  async park(toPark: readonly CallbackToPark[]): Promise<void> {
    if (toPark.length === 0) return
    const { db, clock } = this.#options
    await parkQueued(db, toPark, { healthOf: this.#admission.healthOf, now: clock.now() })
    for (const { due } of toPark) this.#held.finish(due.callbackId)
  }

  /** Starts nothing more, and waits for the deliveries in flight. */
  async stop(): Promise<void> {
    this.#isStopping = true
    const timer = setTimeout(() => this.#giveUp.abort(), STOP_MS)
    await Promise.all(this.#running)
    clearTimeout(timer)
  }

  /** Takes as many slots as callbacks are read by one statement. */
  #takeSlots(): readonly Slot[] {
    const slots: Slot[] = []
    while (slots.length < READ_BATCH_SIZE && !this.#isStopping && !this.#conclusion.isFull) {
      const slot = this.#admission.take()
      if (!slot) break
      slots.push(slot)
    }
    return slots
  }

  /** Starts what may start after all pending responses were handled, so that their slots are filled together. */
  #startSoon(): void {
    if (this.#isStartScheduled) return
    this.#isStartScheduled = true
    setImmediate(() => {
      this.#isStartScheduled = false
      this.startAllowed()
    })
  }

  async #run(slot: Slot, callbacks: Promise<CallbacksById>): Promise<void> {
    const sequence = slot.due.callbackId
    let callback: Callback | undefined
    try {
      callback = (await callbacks).get(sequence)
      const isFinished = await this.#deliver(slot, callback)
      if (isFinished) this.#held.finish(sequence)
    } catch (error) {
      this.#options.log.error(
        { err: error, callbackId: callback?.webhook_id, sequence },
        'an attempt was not recorded and will be made again',
      )
      this.#held.finish(sequence)
    } finally {
      slot.free()
    }
    this.#hooks.onEnd()
    this.#startSoon()
  }

  /** Delivers a callback whose turn it is, from its slot to its record. False when it is postponed. */
  async #deliver(slot: Slot, callback: Callback | undefined): Promise<boolean> {
    if (!callback) return this.#skip()
    const decision = this.#admission.checkAddress(slot.due, targetUrl(callback, this.#options.redirect))
    if (decision === 'postponed') return false
    if (decision !== 'send') {
      await this.park([decision])
      return true
    }
    const sent = await this.#send(slot, callback)
    if (!sent) return this.#skip()
    await this.#conclusion.conclude(slot, callback, sent)
    return true
  }

  async #send(slot: Slot, callback: Callback): Promise<SentAttempt | undefined> {
    const slow = setTimeout(() => {
      slot.markSlow()
      this.#startSoon()
    }, SLOW_MS)
    try {
      return await sendAttempt(this.#options, { due: slot.due, callback }, this.#giveUp.signal)
    } finally {
      clearTimeout(slow)
    }
  }

  /**
   * The sender stops, or the queue entry was changed while it waited here. The scan has skipped the new entry, because this
   * one was held.
   */
  #skip(): true {
    this.#hooks.scanAgain()
    return true
  }
}
