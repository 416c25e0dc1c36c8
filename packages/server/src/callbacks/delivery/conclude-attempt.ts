import type { Admission } from './scheduling/admission.ts'
import type { AttemptRecorder } from './attempt-recorder.ts'
import { classifyResponse } from './classify-response.ts'
import type { CallbackToPark } from './park-queued.ts'
import type { Slot } from './scheduling/scheduler.ts'
import type { Attempt, SentAttempt } from './attempt.ts'
import type { SenderOptions } from './sender-options.ts'
import type { Callback } from '../store.ts'

/** Responses that are not recorded yet. They are sent again after a crash, so their number is bounded. */
const MAX_UNRECORDED = 256

/** What the sender does when an attempt is concluded. */
interface ConclusionHooks {
  readonly park: (toPark: readonly CallbackToPark[]) => Promise<void>
  /** A slot was freed. */
  readonly onFreeSlot: () => void
  /** A callback is due, or a pause ends, earlier than the sender expects. */
  readonly onEarlierWork: () => void
}

/** Takes an attempt from its response to its record. */
export class AttemptConclusion {
  readonly #options: Pick<SenderOptions, 'ids' | 'log' | 'onAttempt' | 'retryPausesMs'>
  readonly #admission: Admission
  readonly #recorder: AttemptRecorder
  readonly #hooks: ConclusionHooks
  #unrecorded = 0

  constructor(
    options: Pick<SenderOptions, 'ids' | 'log' | 'onAttempt' | 'retryPausesMs'>,
    { admission, recorder }: { readonly admission: Admission; readonly recorder: AttemptRecorder },
    hooks: ConclusionHooks,
  ) {
    this.#options = options
    this.#admission = admission
    this.#recorder = recorder
    this.#hooks = hooks
  }

  /** Whether no attempt may start until more are recorded. */
  get isFull(): boolean {
    return this.#unrecorded >= MAX_UNRECORDED
  }

  async conclude(slot: Slot, callback: Callback, sent: SentAttempt): Promise<void> {
    const { attempt, toPark } = this.#classify(sent)
    this.#unrecorded += 1
    try {
      // Other callbacks are sent while this attempt is recorded.
      slot.free()
      this.#hooks.onFreeSlot()
      await this.#hooks.park(toPark)
      await this.#recorder.record(attempt)
      sent.clearJournal()
      this.#report(attempt, callback.webhook_id)
    } finally {
      this.#unrecorded -= 1
      this.#admission.saved(attempt.changes)
    }
  }

  #classify({ clearJournal: _, ...sent }: SentAttempt): {
    readonly attempt: Attempt
    readonly toPark: readonly CallbackToPark[]
  } {
    const { due, request, response, endedAt } = sent
    const { failures } = due
    const { result, signals } = classifyResponse(response, {
      failures,
      now: endedAt,
      jitter: this.#jitter(),
      retryPausesMs: this.#options.retryPausesMs,
    })
    const { changes, toPark } = this.#admission.observe({ due, url: request.url }, signals, endedAt)
    // The sender waits for the ends of pauses.
    if (changes.length > 0) this.#hooks.onEarlierWork()
    return { attempt: { ...sent, result, changes }, toPark }
  }

  /** Returns a random number in [0, 1). */
  #jitter(): number {
    return Number.parseInt(this.#options.ids.randomHex(4), 16) / 2 ** 32
  }

  #report(attempt: Attempt, webhookId: string): void {
    this.#options.onAttempt?.(attempt)
    this.#logResult(attempt, webhookId)
    this.#logParked(attempt, webhookId)
    // The retry may be due before everything that the sender waits for.
    if (attempt.result.outcome === 'retry') this.#hooks.onEarlierWork()
  }

  #logResult({ due, result }: Attempt, callbackId: string): void {
    const { log } = this.#options
    const fields = { callbackId, attempt: due.attempts + 1, ...result }
    if (result.outcome === 'delivered') log.debug(fields, 'callback delivered')
    else if (result.outcome === 'retry') log.info(fields, 'callback not acknowledged, it will be tried again')
    else log.warn(fields, `callback not acknowledged, it is ${result.outcome} now`)
  }

  #logParked({ changes }: Attempt, callbackId: string): void {
    for (const { scope, health } of changes) {
      if (health === 'working' || health.state !== 'parked') continue
      const { endpoint, bucketName: bucket } = scope
      const { reason } = health
      this.#options.log.warn({ endpoint, bucket, callbackId, reason }, 'endpoint parked: its callbacks wait')
    }
  }
}
