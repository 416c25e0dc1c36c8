import type { Queryable } from '../../db/database.ts'
import { healthAfter, type EndpointHealth } from './endpoint-health.ts'
import { readHealth, type ScopeHealth } from './endpoint-store.ts'
import { DEFAULT_HEALTH_LIMITS, HealthEviction, type HealthLimits } from './health-eviction.ts'
import type { EndpointSignal, Signals } from './endpoint-signal.ts'
import { bucketKey, ofAddress, ofBucket, ofOrigin, scopeKey, type Route, type Scope } from '../scope.ts'

/** A change that an attempt caused. `'working'`: the scope works again, or its health was evicted. */
export interface HealthChange {
  readonly scope: Scope
  readonly health: EndpointHealth | 'working'
}

/** A change that an operator made. Callbacks may be sent to an `open` scope. */
export interface EndpointChange {
  readonly scope: Scope
  readonly became: 'open' | 'paused' | 'parked'
}

/**
 * How many addresses of a bucket at one origin may be parked by their own 410. With one more, the whole bucket is parked
 * there instead: URLs with ids in their paths would fill the table.
 */
const MAX_GONE_ADDRESSES = 20

const NO_CHANGES: readonly HealthChange[] = []

/**
 * The health of all unhealthy scopes, in memory. It is consulted before each attempt. It is loaded from the table, where
 * operators make changes.
 */
export class EndpointRegistry {
  readonly #unhealthy = new Map<string, ScopeHealth>()
  readonly #eviction: HealthEviction
  /** The number of unhealthy scopes of each origin: for all other origins one look-up is enough. */
  readonly #countByOrigin = new Map<string, number>()
  /** The addresses that were parked by their own 410, by bucket and origin. */
  readonly #goneAddresses = new Map<string, Map<string, Scope>>()
  /** Paused scopes whose pause has not ended yet. */
  readonly #pauses = new Map<string, { readonly scope: Scope; readonly until: number }>()
  /** The first end of a pause; `undefined` when it has to be computed again. */
  #firstPauseEnd: number | undefined = Infinity
  /**
   * The states that this process may have written to the row of a scope: the last one that it read or wrote, then each
   * change that is being saved. Any other state in the table was written by an operator.
   */
  readonly #ownStates = new Map<string, string[]>()
  /** Changes that were saved during a reload: the reload may have read the row before or after. */
  #savedDuringReload: Scope[] | undefined

  constructor(limits: HealthLimits = DEFAULT_HEALTH_LIMITS) {
    this.#eviction = new HealthEviction(limits)
  }

  readonly healthOf = (scope: Scope): EndpointHealth | undefined =>
    this.#unhealthy.get(scopeKey(scope))?.health

  /** Whether everything works. Ask this first: it costs less than to compute the key of a scope. */
  get isHealthy(): boolean {
    return this.#countByOrigin.size === 0
  }

  /** Returns the widest parked scope of a route: its origin or its bucket there. */
  parkedScope(route: Route): Scope | undefined {
    if (!this.#isAnyUnhealthyAt(route)) return undefined
    return [ofOrigin(route), ofBucket(route)].find((scope) => this.healthOf(scope)?.state === 'parked')
  }

  /** Returns the scope of an address that is paused or parked. */
  blockedAddress(route: Route, address: string): Scope | undefined {
    if (!this.#isAnyUnhealthyAt(route)) return undefined
    const scope = ofAddress(route, address)
    return this.healthOf(scope)?.state === 'parked' || this.#pauses.has(scopeKey(scope)) ? scope : undefined
  }

  /** Applies the signals of an attempt to an address, and returns what they changed. */
  observe(
    { route, address }: { readonly route: Route; readonly address: string },
    signals: Signals,
    now: number,
  ): readonly HealthChange[] {
    const isSuccess = signals.origin?.kind === 'success' && signals.bucket?.kind === 'success'
    if (isSuccess && !this.#isAnyUnhealthyAt(route)) return NO_CHANGES
    const changed: Scope[] = []
    const apply = (scope: Scope, signal: EndpointSignal | undefined): void => {
      const before = this.healthOf(scope)
      const after = signal && healthAfter(before, signal, now)
      if (signal && after !== before) changed.push(...this.#change(scope, after))
    }
    apply(ofOrigin(route), signals.origin)
    apply(ofBucket(route), signals.bucket)
    // While the origin or the bucket is parked, no address is parked as well.
    if (signals.address?.kind === 'success' || !this.parkedScope(route)) {
      apply(ofAddress(route, address), signals.address)
    }
    if (signals.address?.kind === 'gone') changed.push(...this.#parkBucketIfTooManyGone(route, now))
    return changed.map((scope) => ({ scope, health: this.healthOf(scope) ?? 'working' }))
  }

  /** To be called when a change that `observe` returned is in the table, or will never be. */
  saved(scope: Scope): void {
    if (this.#savedDuringReload) {
      this.#savedDuringReload.push(scope)
      return
    }
    const key = scopeKey(scope)
    const states = this.#ownStates.get(key) ?? []
    if (states.length > 1) states.shift()
    if (states.length === 1 && states[0] === NO_ROW) this.#ownStates.delete(key)
  }

  /**
   * Takes over what an operator or an earlier process wrote to the table, and returns the changes. Rows that this process
   * wrote are skipped: the registry is at least as new, and the table does not have all of its fields.
   */
  async reload(db: Queryable): Promise<readonly EndpointChange[]> {
    this.#savedDuringReload = []
    try {
      return this.#takeOver(await readHealth(db))
    } finally {
      const saved = this.#savedDuringReload
      this.#savedDuringReload = undefined
      for (const scope of saved) this.saved(scope)
    }
  }

  #takeOver(table: ReadonlyMap<string, ScopeHealth>): readonly EndpointChange[] {
    const changes: EndpointChange[] = []
    for (const [key, { scope }] of new Map([...this.#unhealthy, ...table])) {
      const health = table.get(key)?.health
      const state = serializeState(health)
      if ((this.#ownStates.get(key) ?? [NO_ROW]).includes(state)) continue
      this.#set(scope, health)
      if (health) this.#ownStates.set(key, [state])
      else this.#ownStates.delete(key)
      changes.push({ scope, became: !health || health.state === 'failing' ? 'open' : health.state })
    }
    return changes
  }

  /** Returns the scopes whose pause ended by `now`, each of them once. */
  takeEndedPauses(now: number): readonly Scope[] {
    if (now < this.nextPauseEnd()) return []
    const ended = [...this.#pauses].filter(([, { until }]) => until <= now)
    for (const [key] of ended) this.#pauses.delete(key)
    this.#firstPauseEnd = undefined
    return ended.map(([, { scope }]) => scope)
  }

  /** Returns when the next pause ends, ms since 1970; `Infinity` when nothing is paused. */
  nextPauseEnd(): number {
    if (this.#firstPauseEnd !== undefined) return this.#firstPauseEnd
    let first = Infinity
    for (const { until } of this.#pauses.values()) first = Math.min(first, until)
    this.#firstPauseEnd = first
    return first
  }

  /** Moves the ends of all pauses, after the clock was set back by `ms`. */
  shift(ms: number): void {
    for (const [key, { scope, until }] of this.#pauses) this.#pauses.set(key, { scope, until: until - ms })
    this.#firstPauseEnd = undefined
  }

  /** Returns the changed scopes: `scope`, and one that was evicted because of it. */
  #change(scope: Scope, health: EndpointHealth | undefined): readonly Scope[] {
    const changed = [scope]
    this.#setOwn(scope, health)
    const evicted = health && this.#eviction.candidate(scope)
    if (evicted) {
      this.#setOwn(evicted, undefined)
      changed.push(evicted)
    }
    return changed
  }

  #parkBucketIfTooManyGone(route: Route, now: number): readonly Scope[] {
    const gone = [...(this.#goneAddresses.get(bucketKey(route))?.values() ?? [])]
    if (gone.length <= MAX_GONE_ADDRESSES) return []
    for (const scope of gone) this.#setOwn(scope, undefined)
    const reason = `${gone.length} of its addresses answered 410`
    const health = { state: 'parked', failures: gone.length, since: now, reason } as const
    return [...gone, ...this.#change(ofBucket(route), health)]
  }

  #setOwn(scope: Scope, health: EndpointHealth | undefined): void {
    const key = scopeKey(scope)
    const before = this.healthOf(scope)
    this.#set(scope, health)
    const states = this.#ownStates.get(key) ?? [serializeState(before)]
    this.#ownStates.set(key, [...states, serializeState(health)])
  }

  #set(scope: Scope, health: EndpointHealth | undefined): void {
    const key = scopeKey(scope)
    const wasUnhealthy = this.#unhealthy.has(key)
    if (wasUnhealthy !== (health !== undefined)) this.#count(scope.endpoint, wasUnhealthy ? -1 : 1)
    if (health) this.#unhealthy.set(key, { scope, health })
    else this.#unhealthy.delete(key)
    this.#eviction.record(scope, health)
    this.#recordGoneAddress(scope, health)
    if (this.#pauses.delete(key)) this.#firstPauseEnd = undefined
    if (health?.state !== 'paused') return
    this.#pauses.set(key, { scope, until: health.pausedUntil })
    if (this.#firstPauseEnd !== undefined)
      this.#firstPauseEnd = Math.min(this.#firstPauseEnd, health.pausedUntil)
  }

  #isAnyUnhealthyAt({ endpoint }: Route): boolean {
    return !this.isHealthy && this.#countByOrigin.has(endpoint)
  }

  #count(endpoint: string, by: 1 | -1): void {
    const count = (this.#countByOrigin.get(endpoint) ?? 0) + by
    if (count === 0) this.#countByOrigin.delete(endpoint)
    else this.#countByOrigin.set(endpoint, count)
  }

  #recordGoneAddress(scope: Scope, health: EndpointHealth | undefined): void {
    const { endpoint, bucketName, address } = scope
    if (bucketName === undefined || address === undefined) return
    const key = bucketKey({ endpoint, bucketName })
    const gone = this.#goneAddresses.get(key) ?? new Map<string, Scope>()
    if (health?.state === 'parked' && !health.byOperator) gone.set(address, scope)
    else gone.delete(address)
    if (gone.size === 0) this.#goneAddresses.delete(key)
    else this.#goneAddresses.set(key, gone)
  }
}

const NO_ROW = ''

/** Returns what the table has of a health, to be compared. The length of a pause is not in the table. */
function serializeState(health: EndpointHealth | undefined): string {
  if (!health) return NO_ROW
  const { state, failures, since, reason, byOperator = false } = health
  const until = health.state === 'paused' && health.pausedUntil
  return JSON.stringify([state, failures, since, reason, until, byOperator])
}
