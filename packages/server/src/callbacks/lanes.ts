import type { DueCallback } from './store.ts'

export interface LaneLimits {
  /** Requests at once that are not yet known to be slow. */
  readonly fast: number
  /** Requests at once that left the fast lane. */
  readonly slow: number
  /** Requests at once to one endpoint, in both lanes. */
  readonly perEndpoint: number
  /** The same for an endpoint with slow requests while the slow lane is more than half full. */
  readonly perSlowEndpoint: number
}

export const DEFAULT_LIMITS: LaneLimits = { fast: 50, slow: 500, perEndpoint: 10, perSlowEndpoint: 2 }

interface Endpoint {
  readonly waiting: DueCallback[]
  /** Where `waiting` begins: taking from an array's front would move all the rest. */
  next: number
  running: number
  slow: number
}

/** A request's place in the lanes. Each function acts once; what comes later is ignored. */
export interface Slot {
  readonly due: DueCallback
  /** Leaves the fast lane when the slow one has room. */
  slowDown(): void
  free(): void
}

/**
 * What is due and may start, fair among endpoints: they take turns, each has a cap, and a request that takes long
 * leaves its place to others. So an endpoint that hangs costs the others nothing, and one with a long queue only its
 * own turns. All in memory: the queue's table is read in order of time and knows nothing of endpoints.
 */
export class Lanes {
  readonly #limits: LaneLimits
  readonly #endpoints = new Map<string, Endpoint>()
  /** Endpoints that may start something, in turn. */
  readonly #ready = new Set<Endpoint>()
  #fast = 0
  #slow = 0

  constructor(limits: LaneLimits) {
    this.#limits = limits
  }

  add(due: DueCallback): void {
    const key = endpointOf(due.url)
    const endpoint = this.#endpoints.get(key) ?? { waiting: [], next: 0, running: 0, slow: 0 }
    this.#endpoints.set(key, endpoint)
    endpoint.waiting.push(due)
    this.#ready.add(endpoint)
  }

  /** The next callback to send, or `undefined` when nothing may start now. */
  take(): Slot | undefined {
    if (this.#fast >= this.#limits.fast) return undefined
    for (const endpoint of this.#ready) {
      this.#ready.delete(endpoint)
      // At its cap: it becomes ready again when one of its requests ends.
      if (endpoint.running >= this.#capOf(endpoint)) continue
      const due = endpoint.waiting[endpoint.next]
      if (!due) continue
      endpoint.next += 1
      compact(endpoint)
      if (endpoint.waiting.length > endpoint.next) this.#ready.add(endpoint)
      return this.#start(endpoint, due)
    }
    return undefined
  }

  #capOf(endpoint: Endpoint): number {
    const crowded = this.#slow * 2 > this.#limits.slow
    return crowded && endpoint.slow > 0 ? this.#limits.perSlowEndpoint : this.#limits.perEndpoint
  }

  #start(endpoint: Endpoint, due: DueCallback): Slot {
    endpoint.running += 1
    this.#fast += 1
    let lane: 'fast' | 'slow' | 'none' = 'fast'
    return {
      due,
      slowDown: () => {
        if (lane !== 'fast' || this.#slow >= this.#limits.slow) return
        lane = 'slow'
        endpoint.slow += 1
        this.#fast -= 1
        this.#slow += 1
      },
      free: () => {
        if (lane === 'none') return
        if (lane === 'slow') endpoint.slow -= 1
        if (lane === 'slow') this.#slow -= 1
        else this.#fast -= 1
        lane = 'none'
        endpoint.running -= 1
        if (endpoint.waiting.length > endpoint.next) this.#ready.add(endpoint)
        else if (endpoint.running === 0) this.#endpoints.delete(endpointOf(due.url))
      },
    }
  }
}

/** Callbacks with one origin share a server, whatever their paths. */
function endpointOf(url: string): string {
  return URL.parse(url)?.origin ?? url
}

function compact(endpoint: Endpoint): void {
  if (endpoint.next < 1_000 || endpoint.next * 2 < endpoint.waiting.length) return
  endpoint.waiting.splice(0, endpoint.next)
  endpoint.next = 0
}
