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
  readonly name: string
  waiting: DueCallback[]
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
  /** Endpoints that come back from an outage, with the number of requests that they are trusted with. */
  readonly #trust = new Map<string, number>()
  /** Endpoints to which nothing is sent for now. */
  readonly #closed = new Set<string>()
  #fast = 0
  #slow = 0

  constructor(limits: LaneLimits) {
    this.#limits = limits
  }

  add(due: DueCallback): void {
    const { endpoint: name } = due
    const endpoint = this.#endpoints.get(name) ?? { name, waiting: [], next: 0, running: 0, slow: 0 }
    this.#endpoints.set(name, endpoint)
    endpoint.waiting.push(due)
    this.#makeReady(endpoint)
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

  /** Starts nothing more to this endpoint; what waits stays, and what runs goes on. */
  close(name: string): void {
    this.#closed.add(name)
    const endpoint = this.#endpoints.get(name)
    if (endpoint) this.#ready.delete(endpoint)
  }

  /** Opens an endpoint again, with one request at a time: it may just be able to stand. */
  reopen(name: string): void {
    if (!this.#closed.delete(name)) return
    this.#trust.set(name, 1)
    this.#makeReady(this.#endpoints.get(name))
  }

  /** An endpoint acknowledged: while it comes back from an outage it is trusted with twice as much each time. */
  trustMore(name: string): void {
    const trust = this.#trust.get(name)
    if (trust === undefined) return
    if (trust * 2 >= this.#limits.perEndpoint) this.#trust.delete(name)
    else this.#trust.set(name, trust * 2)
    this.#makeReady(this.#endpoints.get(name))
  }

  /** Takes out all that waits for an endpoint. */
  drop(name: string): readonly DueCallback[] {
    const endpoint = this.#endpoints.get(name)
    if (!endpoint) return []
    const dropped = endpoint.waiting.slice(endpoint.next)
    endpoint.waiting = []
    endpoint.next = 0
    this.#ready.delete(endpoint)
    if (endpoint.running === 0) this.#endpoints.delete(name)
    return dropped
  }

  /** Takes out all that waits. */
  dropAll(): readonly DueCallback[] {
    return [...this.#endpoints.keys()].flatMap((name) => this.drop(name))
  }

  #capOf({ name, slow }: Endpoint): number {
    const crowded = this.#slow * 2 > this.#limits.slow
    const cap = crowded && slow > 0 ? this.#limits.perSlowEndpoint : this.#limits.perEndpoint
    return Math.min(cap, this.#trust.get(name) ?? cap)
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
        if (endpoint.waiting.length > endpoint.next) this.#makeReady(endpoint)
        else if (endpoint.running === 0) this.#endpoints.delete(endpoint.name)
      },
    }
  }

  #makeReady(endpoint: Endpoint | undefined): void {
    if (endpoint && !this.#closed.has(endpoint.name)) this.#ready.add(endpoint)
  }
}

function compact(endpoint: Endpoint): void {
  if (endpoint.next < 1_000 || endpoint.next * 2 < endpoint.waiting.length) return
  endpoint.waiting.splice(0, endpoint.next)
  endpoint.next = 0
}
