import type { Queryable } from '../../db/database.ts'
import { healthAfter, type EndpointHealth } from './endpoint-health.ts'
import { readHealth, type KeptHealth } from './endpoint-store.ts'
import { DEFAULT_HEALTH_LIMITS, HealthBounds, type HealthLimits } from './health-bounds.ts'
import type { Signals } from './endpoint-signal.ts'
import { bucketKey, ofAddress, ofBucket, ofOrigin, scopeKey, type Route, type Scope } from '../scope.ts'

/** What an attempt changed; `'working'`: its troubles are over, or forgotten. */
export interface HealthChange {
  readonly scope: Scope
  readonly health: EndpointHealth | 'working'
}

/** What changes for a scope: `open` may be sent to again. */
export interface EndpointChange {
  readonly scope: Scope
  readonly became: 'open' | 'paused' | 'parked'
}

/**
 * Addresses of a bucket at one origin that are parked by their own answers; with one more, all that the bucket sends
 * there is parked in their place: who puts ids into paths would fill the table otherwise.
 */
const MOST_ADDRESSES = 20

const NOTHING: readonly HealthChange[] = []

/**
 * How all that is in trouble is doing, in memory: asked before each send. The table is what a restart begins with and
 * what an operator changes.
 */
export class EndpointBook {
  readonly #kept = new Map<string, KeptHealth>()
  readonly #bounds: HealthBounds
  /** So many scopes of each origin are in trouble: at any other, one look is enough. */
  readonly #troubles = new Map<string, number>()
  /** By bucket and origin, the addresses that were parked by their own answers. */
  readonly #goneAddresses = new Map<string, Map<string, Scope>>()
  /** Paused scopes whose pause has not ended yet. */
  readonly #pauses = new Map<string, { readonly scope: Scope; readonly until: number }>()
  /** When the first of these ends; `undefined` when that has to be looked for. */
  #firstEnd: number | undefined = Infinity
  /**
   * By scope, what its row may be by this process's own hand: as it was last read or written, then each change that is
   * on its way. Whatever else the table says is an operator's word.
   */
  readonly #ours = new Map<string, string[]>()
  /** Changes that came into the table while it was read, which may have been before or after. */
  #savedMeanwhile: Scope[] | undefined

  constructor(limits: HealthLimits = DEFAULT_HEALTH_LIMITS) {
    this.#bounds = new HealthBounds(limits)
  }

  readonly healthOf = (scope: Scope): EndpointHealth | undefined => this.#kept.get(scopeKey(scope))?.health

  /** Whether nothing is in trouble, which is to be asked first: it costs less than to look for a name. */
  get isQuiet(): boolean {
    return this.#troubles.size === 0
  }

  /** The widest scope with which all that takes this route is parked. */
  parkedRoute(route: Route): Scope | undefined {
    if (!this.#isTroubled(route)) return undefined
    return [ofOrigin(route), ofBucket(route)].find((scope) => this.healthOf(scope)?.state === 'parked')
  }

  /** The address as a scope, while nothing is sent to it. */
  closedAddress(route: Route, address: string): Scope | undefined {
    if (!this.#isTroubled(route)) return undefined
    const scope = ofAddress(route, address)
    return this.healthOf(scope)?.state === 'parked' || this.#pauses.has(scopeKey(scope)) ? scope : undefined
  }

  /** What `signals`, seen on a way to an address, change. */
  observe(
    { route, address }: { readonly route: Route; readonly address: string },
    signals: Signals,
    now: number,
  ): readonly HealthChange[] {
    const { origin, bucket, address: ofItself } = signals
    const allWorks = origin?.kind === 'success' && bucket?.kind === 'success'
    if (allWorks && !this.#isTroubled(route)) return NOTHING
    const changed: Scope[] = []
    const note = (scope: Scope, signal: Signals['origin']): void => {
      const before = this.healthOf(scope)
      const after = signal && healthAfter(before, signal, now)
      if (signal && after !== before) changed.push(...this.#change(scope, after))
    }
    note(ofOrigin(route), origin)
    note(ofBucket(route), bucket)
    // Where all of it is parked, no address is parked beside.
    if (ofItself?.kind === 'success' || !this.parkedRoute(route)) note(ofAddress(route, address), ofItself)
    if (ofItself?.kind === 'gone') changed.push(...this.#fold(route, now))
    return changed.map((scope) => ({ scope, health: this.healthOf(scope) ?? 'working' }))
  }

  /** A change that `observe` gave is in the table, or will never be. */
  saved(scope: Scope): void {
    if (this.#savedMeanwhile) {
      this.#savedMeanwhile.push(scope)
      return
    }
    const key = scopeKey(scope)
    const rows = this.#ours.get(key) ?? []
    if (rows.length > 1) rows.shift()
    if (rows.length === 1 && rows[0] === NO_ROW) this.#ours.delete(key)
  }

  /**
   * Takes over what an operator, or a process before this one, wrote into the table; gives what that changes. What this
   * process wrote itself is not newer than what it knows, and does not say all of it.
   */
  async reload(db: Queryable): Promise<readonly EndpointChange[]> {
    this.#savedMeanwhile = []
    try {
      return this.#takeOver(await readHealth(db))
    } finally {
      const saved = this.#savedMeanwhile
      this.#savedMeanwhile = undefined
      for (const scope of saved) this.saved(scope)
    }
  }

  #takeOver(table: ReadonlyMap<string, KeptHealth>): readonly EndpointChange[] {
    const changes: EndpointChange[] = []
    for (const [key, { scope }] of new Map([...this.#kept, ...table])) {
      const health = table.get(key)?.health
      const row = rowOf(health)
      if ((this.#ours.get(key) ?? [NO_ROW]).includes(row)) continue
      this.#set(scope, health)
      if (health) this.#ours.set(key, [row])
      else this.#ours.delete(key)
      changes.push({ scope, became: !health || health.state === 'failing' ? 'open' : health.state })
    }
    return changes
  }

  /** Scopes whose pause ended by `now`, each told once. */
  endedPauses(now: number): readonly Scope[] {
    if (now < this.nextPauseEnd()) return []
    const ended = [...this.#pauses].filter(([, { until }]) => until <= now)
    for (const [key] of ended) this.#pauses.delete(key)
    this.#firstEnd = undefined
    return ended.map(([, { scope }]) => scope)
  }

  /** When the next pause ends, ms since 1970; `Infinity` without one. */
  nextPauseEnd(): number {
    if (this.#firstEnd !== undefined) return this.#firstEnd
    let first = Infinity
    for (const { until } of this.#pauses.values()) first = Math.min(first, until)
    this.#firstEnd = first
    return first
  }

  /** The clock was set back by `ms`: pauses end when they would have ended. */
  shift(ms: number): void {
    for (const [key, { scope, until }] of this.#pauses) this.#pauses.set(key, { scope, until: until - ms })
    this.#firstEnd = undefined
  }

  /** Gives all scopes that this changed: one may be forgotten in its place. */
  #change(scope: Scope, health: EndpointHealth | undefined): readonly Scope[] {
    const changed = [scope]
    this.#setOurs(scope, health)
    const surplus = health && this.#bounds.surplus(scope)
    if (surplus) {
      this.#setOurs(surplus, undefined)
      changed.push(surplus)
    }
    return changed
  }

  #fold(route: Route, now: number): readonly Scope[] {
    const gone = [...(this.#goneAddresses.get(bucketKey(route))?.values() ?? [])]
    if (gone.length <= MOST_ADDRESSES) return []
    for (const scope of gone) this.#setOurs(scope, undefined)
    const reason = `${gone.length} of its addresses answered 410`
    const health = { state: 'parked', failures: gone.length, since: now, reason } as const
    return [...gone, ...this.#change(ofBucket(route), health)]
  }

  #setOurs(scope: Scope, health: EndpointHealth | undefined): void {
    const key = scopeKey(scope)
    const before = this.healthOf(scope)
    this.#set(scope, health)
    this.#ours.set(key, [...(this.#ours.get(key) ?? [rowOf(before)]), rowOf(health)])
  }

  #set(scope: Scope, health: EndpointHealth | undefined): void {
    const key = scopeKey(scope)
    const known = this.#kept.has(key)
    if (known !== (health !== undefined)) this.#count(scope.endpoint, known ? -1 : 1)
    if (health) this.#kept.set(key, { scope, health })
    else this.#kept.delete(key)
    this.#bounds.note(scope, health)
    this.#noteAddress(scope, health)
    if (this.#pauses.delete(key)) this.#firstEnd = undefined
    if (health?.state !== 'paused') return
    this.#pauses.set(key, { scope, until: health.pausedUntil })
    if (this.#firstEnd !== undefined) this.#firstEnd = Math.min(this.#firstEnd, health.pausedUntil)
  }

  #isTroubled({ endpoint }: Route): boolean {
    return !this.isQuiet && this.#troubles.has(endpoint)
  }

  #count(endpoint: string, by: 1 | -1): void {
    const count = (this.#troubles.get(endpoint) ?? 0) + by
    if (count === 0) this.#troubles.delete(endpoint)
    else this.#troubles.set(endpoint, count)
  }

  #noteAddress(scope: Scope, health: EndpointHealth | undefined): void {
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

/** What the table says of a scope, to be compared. How long a pause was is not in it. */
function rowOf(health: EndpointHealth | undefined): string {
  if (!health) return NO_ROW
  const { state, failures, since, reason, byOperator = false } = health
  const until = health.state === 'paused' && health.pausedUntil
  return JSON.stringify([state, failures, since, reason, until, byOperator])
}
