import type { Queryable } from '../db/database.ts'
import { healthAfter, type EndpointHealth } from './endpoint-health.ts'
import { readHealth } from './endpoint-store.ts'
import type { EndpointSign } from './judge.ts'

/** What changes for an endpoint: `open` may be sent to again. */
export interface EndpointChange {
  readonly endpoint: string
  readonly became: 'open' | 'paused' | 'parked'
}

/**
 * How the endpoints in trouble are doing, in memory: asked before each send. The table is what a restart begins with
 * and what an operator changes.
 */
export class EndpointBook {
  readonly #health = new Map<string, EndpointHealth>()
  /** Paused endpoints whose pause has not ended yet. */
  readonly #pauses = new Map<string, number>()

  readonly healthOf = (endpoint: string): EndpointHealth | undefined => this.#health.get(endpoint)

  /** How the endpoint is doing after `sign`; `undefined` when nothing changed, `'works'` when its troubles are over. */
  observe(endpoint: string, sign: EndpointSign, now: number): EndpointHealth | 'works' | undefined {
    const before = this.#health.get(endpoint)
    const after = healthAfter(before, sign, now)
    if (after === before) return undefined
    this.#set(endpoint, after)
    return after ?? 'works'
  }

  /** Takes over what the table says, as after a restart or an operator's word; gives what that changes. */
  async reload(db: Queryable): Promise<readonly EndpointChange[]> {
    const kept = await readHealth(db)
    const changes: EndpointChange[] = []
    for (const endpoint of [...this.#health.keys()].filter((known) => !kept.has(known))) {
      this.#set(endpoint, undefined)
      changes.push({ endpoint, became: 'open' })
    }
    for (const [endpoint, health] of kept) {
      const before = this.#health.get(endpoint)
      if (before?.state === health.state && health.state !== 'paused') continue
      this.#set(endpoint, health)
      changes.push({ endpoint, became: health.state === 'failing' ? 'open' : health.state })
    }
    return changes
  }

  /** Endpoints whose pause ended by `now`, each told once. */
  endedPauses(now: number): readonly string[] {
    const ended = [...this.#pauses].filter(([, until]) => until <= now).map(([endpoint]) => endpoint)
    for (const endpoint of ended) this.#pauses.delete(endpoint)
    return ended
  }

  /** When the next pause ends, ms since 1970; `Infinity` without one. */
  nextPauseEnd(): number {
    return Math.min(Infinity, ...this.#pauses.values())
  }

  /** The clock was set back by `ms`: pauses end when they would have ended. */
  shift(ms: number): void {
    for (const [endpoint, until] of this.#pauses) this.#pauses.set(endpoint, until - ms)
  }

  #set(endpoint: string, health: EndpointHealth | undefined): void {
    if (health) this.#health.set(endpoint, health)
    else this.#health.delete(endpoint)
    if (health?.state === 'paused') this.#pauses.set(endpoint, health.pausedUntil)
    else this.#pauses.delete(endpoint)
  }
}
