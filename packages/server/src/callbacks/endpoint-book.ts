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
  /**
   * By endpoint, what its row may be by this process's own hand: as it was last read or written, then each change that is
   * on its way. Whatever else the table says is an operator's word.
   */
  readonly #ours = new Map<string, string[]>()
  /** Changes that came into the table while it was read, which may have been before or after. */
  #savedMeanwhile: string[] | undefined

  readonly healthOf = (endpoint: string): EndpointHealth | undefined => this.#health.get(endpoint)

  /** How the endpoint is doing after `sign`; `undefined` when nothing changed, `'works'` when its troubles are over. */
  observe(endpoint: string, sign: EndpointSign, now: number): EndpointHealth | 'works' | undefined {
    const before = this.#health.get(endpoint)
    const after = healthAfter(before, sign, now)
    if (after === before) return undefined
    this.#set(endpoint, after)
    this.#ours.set(endpoint, [...(this.#ours.get(endpoint) ?? [rowOf(before)]), rowOf(after)])
    return after ?? 'works'
  }

  /** A change that `observe` gave is in the table, or will never be. */
  saved(endpoint: string): void {
    if (this.#savedMeanwhile) {
      this.#savedMeanwhile.push(endpoint)
      return
    }
    const rows = this.#ours.get(endpoint) ?? []
    if (rows.length > 1) rows.shift()
    if (rows.length === 1 && rows[0] === NO_ROW) this.#ours.delete(endpoint)
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
      for (const endpoint of saved) this.saved(endpoint)
    }
  }

  #takeOver(kept: ReadonlyMap<string, EndpointHealth>): readonly EndpointChange[] {
    const changes: EndpointChange[] = []
    for (const endpoint of new Set([...this.#health.keys(), ...kept.keys()])) {
      const health = kept.get(endpoint)
      const row = rowOf(health)
      if ((this.#ours.get(endpoint) ?? [NO_ROW]).includes(row)) continue
      this.#set(endpoint, health)
      if (health) this.#ours.set(endpoint, [row])
      else this.#ours.delete(endpoint)
      changes.push({ endpoint, became: !health || health.state === 'failing' ? 'open' : health.state })
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

const NO_ROW = ''

/** What the table says of an endpoint, to be compared. How long a pause was is not in it. */
function rowOf(health: EndpointHealth | undefined): string {
  if (!health) return NO_ROW
  const { state, failures, since, reason } = health
  return JSON.stringify([state, failures, since, reason, health.state === 'paused' && health.pausedUntil])
}
