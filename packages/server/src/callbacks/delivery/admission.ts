import type { Queryable } from '../../db/database.ts'
import { Aside } from './aside.ts'
import { EndpointBook, type HealthChange } from '../endpoints/endpoint-book.ts'
import type { EndpointHealth } from '../endpoints/endpoint-health.ts'
import type { Signals } from '../endpoints/endpoint-signal.ts'
import { Lanes, type LaneLimits, type Slot } from './lanes.ts'
import type { Parked } from './park-queued.ts'
import { addressOf, ofBucket, ofOrigin, type Scope } from '../scope.ts'
import type { Callback, DueCallback } from '../store.ts'

export interface Heeded {
  readonly changes: readonly HealthChange[]
  /** What waited here for what is parked now. */
  readonly parked: readonly Parked[]
}

const UNCHANGED: Heeded = { changes: [], parked: [] }

/** What may be sent now: whose turn it is, and what is paused or parked. All in memory. */
export class Admission {
  readonly #lanes: Lanes
  readonly #book = new EndpointBook()
  readonly #aside = new Aside()

  constructor(limits: LaneLimits) {
    this.#lanes = new Lanes(limits)
  }

  readonly healthOf = (scope: Scope): EndpointHealth | undefined => this.#book.healthOf(scope)

  /** Lets a callback wait for its turn; gives what it is to be parked with instead. */
  add(due: DueCallback): Scope | undefined {
    const scope = this.#book.parkedRoute(due)
    if (!scope) this.#lanes.add(due)
    return scope
  }

  take(): Slot | undefined {
    return this.#lanes.take()
  }

  /**
   * Whether a callback whose turn it is goes to an address that is closed: then it waits here for the end of the pause, or
   * is given back with what it is to be parked with. Its address is known only once it is read, so that a long queue in
   * memory holds no addresses.
   */
  keepBack(due: DueCallback, { url }: Callback): 'send' | 'kept' | Parked {
    if (this.#book.isQuiet) return 'send'
    const scope = this.#book.closedAddress(due, addressOf(url))
    if (!scope) return 'send'
    if (this.#book.healthOf(scope)?.state === 'parked') return { due, scope }
    this.#aside.put(scope, due)
    return 'kept'
  }

  /** Acts on what an attempt told, at `now`, ms since 1970. */
  heed(
    { due, url }: { readonly due: DueCallback; readonly url: string },
    signals: Signals,
    now: number,
  ): Heeded {
    const changes = this.#book.observe({ route: due, address: addressOf(url) }, signals, now)
    if (changes.length === 0 && !this.#lanes.isAnyTrusted) return UNCHANGED
    const parked = changes.flatMap(({ scope, health }) => {
      // Its pause may have ended a moment ago, unnoticed yet.
      if (health === 'working' || health.state === 'failing') this.#open(scope)
      else this.#close(scope)
      return health !== 'working' && health.state === 'parked' ? this.#dropAt(scope) : []
    })
    if (signals.origin?.kind === 'success') this.#lanes.trustMore(ofOrigin(due))
    if (signals.bucket?.kind === 'success') this.#lanes.trustMore(ofBucket(due))
    return { changes, parked }
  }

  /** What `heed` changed is in the table, or will never be. */
  saved(changes: readonly HealthChange[]): void {
    for (const { scope } of changes) this.#book.saved(scope)
  }

  /** Takes over what operators wrote into the table; gives what is to be parked because of it. */
  async reload(db: Queryable): Promise<readonly Parked[]> {
    return (await this.#book.reload(db)).flatMap(({ scope, became }) => {
      if (became === 'open') this.#open(scope)
      else this.#close(scope)
      return became === 'parked' ? this.#dropAt(scope) : []
    })
  }

  endPauses(now: number): void {
    for (const scope of this.#book.endedPauses(now)) this.#open(scope)
  }

  /** When the next pause ends, ms since 1970; `Infinity` without one. */
  nextPauseEnd(): number {
    return this.#book.nextPauseEnd()
  }

  /** The clock was set back by `ms`. */
  shift(ms: number): void {
    this.#book.shift(ms)
  }

  /** Takes out all that waits. */
  dropAll(): readonly DueCallback[] {
    return [...this.#lanes.dropAll(), ...this.#aside.takeAll()]
  }

  #open(scope: Scope): void {
    this.#lanes.reopen(scope)
    for (const due of this.#aside.take(scope)) this.#lanes.add(due)
  }

  /** The lane of a closed address goes on: what goes there is kept back when its turn has come. */
  #close(scope: Scope): void {
    if (scope.address === undefined) this.#lanes.close(scope)
  }

  #dropAt(scope: Scope): readonly Parked[] {
    const dropped = scope.address === undefined ? this.#lanes.drop(scope) : this.#aside.take(scope)
    return dropped.map((due) => ({ due, scope }))
  }
}
