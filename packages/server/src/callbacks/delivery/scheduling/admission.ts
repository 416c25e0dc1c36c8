import type { Queryable } from '../../../db/database.ts'
import type { EndpointHealth } from '../../endpoints/endpoint-health.ts'
import { EndpointRegistry, type HealthChange } from '../../endpoints/endpoint-registry.ts'
import type { Signals } from '../../endpoints/endpoint-signal.ts'
import type { CallbackToPark } from '../park-queued.ts'
import { PostponedCallbacks } from './postponed-callbacks.ts'
import { Scheduler, type SchedulerLimits, type Slot } from './scheduler.ts'
import { addressOf, ofBucket, ofOrigin, type Scope } from '../../scope.ts'
import type { DueCallback } from '../../store.ts'

/** Decides which callbacks may be sent now: whose turn it is, and what is paused or parked. All in memory. */
export class Admission {
  readonly #scheduler: Scheduler
  readonly #registry = new EndpointRegistry()
  readonly #postponed = new PostponedCallbacks()

  constructor(limits: SchedulerLimits) {
    this.#scheduler = new Scheduler(limits)
  }

  readonly healthOf = (scope: Scope): EndpointHealth | undefined => this.#registry.healthOf(scope)

  /** Queues a callback for its turn. Returns the parked scope when it is to be parked instead. */
  add(due: DueCallback): Scope | undefined {
    const scope = this.#registry.parkedScope(due)
    if (!scope) this.#scheduler.add(due)
    return scope
  }

  take(): Slot | undefined {
    return this.#scheduler.take()
  }

  /**
   * Checks the address of a callback whose turn it is. While the address is paused, the callback is postponed; when it is
   * parked, the callback is returned, to be parked. The URL is read only now, so that a long queue takes little memory.
   */
  checkAddress(due: DueCallback, url: string): 'send' | 'postponed' | CallbackToPark {
    if (this.#registry.isHealthy) return 'send'
    const scope = this.#registry.blockedAddress(due, addressOf(url))
    if (!scope) return 'send'
    if (this.#registry.healthOf(scope)?.state === 'parked') return { due, scope }
    this.#postponed.add(scope, due)
    return 'postponed'
  }

  /** Applies the signals of an attempt at `now`, ms since 1970. Returns what changed, and the callbacks to park. */
  observe(
    { due, url }: { readonly due: DueCallback; readonly url: string },
    signals: Signals,
    now: number,
  ): { readonly changes: readonly HealthChange[]; readonly toPark: readonly CallbackToPark[] } {
    const changes = this.#registry.observe({ route: due, address: addressOf(url) }, signals, now)
    if (changes.length === 0 && !this.#scheduler.isAnyRecovering) return UNCHANGED
    const toPark = changes.flatMap(({ scope, health }) => {
      // Its pause may have ended a moment ago.
      if (health === 'working' || health.state === 'failing') this.#unblock(scope)
      else this.#block(scope)
      return health !== 'working' && health.state === 'parked' ? this.#drop(scope) : []
    })
    if (signals.origin?.kind === 'success') this.#scheduler.rampUp(ofOrigin(due))
    if (signals.bucket?.kind === 'success') this.#scheduler.rampUp(ofBucket(due))
    return { changes, toPark }
  }

  /** To be called when changes that `observe` returned are in the table, or will never be. */
  saved(changes: readonly HealthChange[]): void {
    for (const { scope } of changes) this.#registry.saved(scope)
  }

  /** Takes over what operators wrote to the table. Returns the callbacks to park. */
  async reload(db: Queryable): Promise<readonly CallbackToPark[]> {
    return (await this.#registry.reload(db)).flatMap(({ scope, became }) => {
      if (became === 'open') this.#unblock(scope)
      else this.#block(scope)
      return became === 'parked' ? this.#drop(scope) : []
    })
  }

  endPauses(now: number): void {
    for (const scope of this.#registry.takeEndedPauses(now)) this.#unblock(scope)
  }

  /** Returns when the next pause ends, ms since 1970; `Infinity` when nothing is paused. */
  nextPauseEnd(): number {
    return this.#registry.nextPauseEnd()
  }

  /** Moves the ends of all pauses, after the clock was set back by `ms`. */
  shift(ms: number): void {
    this.#registry.shift(ms)
  }

  /** Removes and returns all callbacks that wait. */
  dropAll(): readonly DueCallback[] {
    return [...this.#scheduler.dropAll(), ...this.#postponed.takeAll()]
  }

  #unblock(scope: Scope): void {
    this.#scheduler.unblock(scope)
    for (const due of this.#postponed.take(scope)) this.#scheduler.add(due)
  }

  /** Addresses are not blocked in the scheduler, which does not know them: `checkAddress` postpones their callbacks. */
  #block(scope: Scope): void {
    if (scope.address === undefined) this.#scheduler.block(scope)
  }

  #drop(scope: Scope): readonly CallbackToPark[] {
    const dropped = scope.address === undefined ? this.#scheduler.drop(scope) : this.#postponed.take(scope)
    return dropped.map((due) => ({ due, scope }))
  }
}

const UNCHANGED = { changes: [], toPark: [] } as const
