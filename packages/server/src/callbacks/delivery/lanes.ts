import { Backlog } from './backlog.ts'
import { Gates } from './gates.ts'
import { bucketKey, scopeKey, type Scope } from '../scope.ts'
import type { DueCallback } from '../store.ts'

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
  readonly buckets: Map<string, Bucket>
  /** Buckets that wait and are not closed, in turn. */
  readonly ready: Set<Bucket>
  running: number
  slow: number
}

/** What one bucket sends to one endpoint. */
interface Bucket {
  readonly name: string
  readonly key: string
  readonly endpoint: Endpoint
  readonly waiting: Backlog<DueCallback>
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
 * What is due and may start, fair among endpoints and, at each endpoint, among buckets: they take turns, each has a cap,
 * and a request that takes long leaves its place to others. So an endpoint that hangs costs the others nothing, and a
 * bucket with a long queue only its own turns. All in memory: the queue's table is read in order of time and knows
 * nothing of endpoints.
 */
export class Lanes {
  readonly #limits: LaneLimits
  readonly #endpoints = new Map<string, Endpoint>()
  /** Endpoints that may start something, in turn. */
  readonly #ready = new Set<Endpoint>()
  /** Of endpoints and buckets. */
  readonly #gates = new Gates()
  #fast = 0
  #slow = 0

  constructor(limits: LaneLimits) {
    this.#limits = limits
  }

  /** Whether anything comes back from an outage. */
  get isAnyTrusted(): boolean {
    return this.#gates.isAnyTrusted
  }

  add(due: DueCallback): void {
    const bucket = this.#bucketOf(due)
    bucket.waiting.push(due)
    this.#makeReady(bucket)
  }

  /** The next callback to send, or `undefined` when nothing may start now. */
  take(): Slot | undefined {
    if (this.#fast >= this.#limits.fast) return undefined
    for (const endpoint of this.#ready) {
      this.#ready.delete(endpoint)
      const bucket = this.#nextOf(endpoint)
      const due = bucket?.waiting.shift()
      // It becomes ready again when one of its requests ends.
      if (!bucket || !due) continue
      endpoint.ready.delete(bucket)
      this.#makeReady(bucket)
      if (endpoint.ready.size > 0) this.#ready.add(endpoint)
      return this.#start(bucket, due)
    }
    return undefined
  }

  /** Starts nothing more of an endpoint, or of a bucket there; what waits stays, and what runs goes on. */
  close(scope: Scope): void {
    this.#gates.close(scopeKey(scope))
    const endpoint = this.#endpoints.get(scope.endpoint)
    if (!endpoint) return
    if (scope.bucketName === undefined) this.#ready.delete(endpoint)
    for (const bucket of bucketsIn(endpoint, scope)) if (this.#isClosed(bucket)) endpoint.ready.delete(bucket)
  }

  /** Opens it again, with one request at a time: it may just be able to stand. */
  reopen(scope: Scope): void {
    if (this.#gates.reopen(scopeKey(scope))) this.#makeAllReady(scope)
  }

  /** It answered: while it comes back from an outage it is trusted with twice as much each time. */
  trustMore(scope: Scope): void {
    if (this.#gates.trustMore(scopeKey(scope), this.#limits.perEndpoint)) this.#makeAllReady(scope)
  }

  /** Takes out all that waits for an endpoint, or of a bucket there. */
  drop(scope: Scope): readonly DueCallback[] {
    const endpoint = this.#endpoints.get(scope.endpoint)
    if (!endpoint) return []
    return [...bucketsIn(endpoint, scope)].flatMap((bucket) => {
      const dropped = bucket.waiting.drain()
      endpoint.ready.delete(bucket)
      this.#forgetIdle(bucket)
      return dropped
    })
  }

  /** Takes out all that waits. */
  dropAll(): readonly DueCallback[] {
    const all = { bucketName: undefined, address: undefined }
    return [...this.#endpoints.keys()].flatMap((endpoint) => this.drop({ endpoint, ...all }))
  }

  /** Whose turn it is. No more are passed over than requests run. */
  #nextOf(endpoint: Endpoint): Bucket | undefined {
    const cap = this.#capOf(endpoint)
    if (endpoint.running >= cap) return undefined
    const share = Math.max(1, Math.floor(cap / endpoint.ready.size))
    for (const bucket of endpoint.ready) {
      // The last place is for another bucket than one whose requests hang.
      const most = bucket.slow > 0 ? Math.max(1, cap - 1) : cap
      if (bucket.running < this.#gates.limit(bucket.key, Math.min(share, most))) return bucket
    }
    return undefined
  }

  #capOf({ name, slow }: Endpoint): number {
    const crowded = this.#slow * 2 > this.#limits.slow
    const cap = crowded && slow > 0 ? this.#limits.perSlowEndpoint : this.#limits.perEndpoint
    return this.#gates.limit(name, cap)
  }

  #start(bucket: Bucket, due: DueCallback): Slot {
    const { endpoint } = bucket
    endpoint.running += 1
    bucket.running += 1
    this.#fast += 1
    let lane: 'fast' | 'slow' | 'none' = 'fast'
    return {
      due,
      slowDown: () => {
        if (lane !== 'fast' || this.#slow >= this.#limits.slow) return
        lane = 'slow'
        endpoint.slow += 1
        bucket.slow += 1
        this.#fast -= 1
        this.#slow += 1
      },
      free: () => {
        if (lane === 'none') return
        if (lane === 'slow') {
          this.#slow -= 1
          endpoint.slow -= 1
          bucket.slow -= 1
        } else this.#fast -= 1
        lane = 'none'
        endpoint.running -= 1
        bucket.running -= 1
        this.#makeReady(bucket)
        if (endpoint.ready.size > 0 && !this.#gates.isClosed(endpoint.name)) this.#ready.add(endpoint)
        this.#forgetIdle(bucket)
      },
    }
  }

  #bucketOf({ endpoint: endpointName, bucketName }: DueCallback): Bucket {
    let endpoint = this.#endpoints.get(endpointName)
    if (!endpoint) {
      endpoint = { name: endpointName, buckets: new Map(), ready: new Set(), running: 0, slow: 0 }
      this.#endpoints.set(endpointName, endpoint)
    }
    let bucket = endpoint.buckets.get(bucketName)
    if (!bucket) {
      const key = bucketKey({ endpoint: endpointName, bucketName })
      bucket = { name: bucketName, key, endpoint, waiting: new Backlog(), running: 0, slow: 0 }
      endpoint.buckets.set(bucketName, bucket)
    }
    return bucket
  }

  #isClosed({ key }: Bucket): boolean {
    return this.#gates.isClosed(key)
  }

  #makeReady(bucket: Bucket): void {
    if (bucket.waiting.size === 0 || this.#isClosed(bucket)) return
    const { endpoint } = bucket
    endpoint.ready.add(bucket)
    if (!this.#gates.isClosed(endpoint.name)) this.#ready.add(endpoint)
  }

  #makeAllReady(scope: Scope): void {
    const endpoint = this.#endpoints.get(scope.endpoint)
    if (endpoint) for (const bucket of bucketsIn(endpoint, scope)) this.#makeReady(bucket)
  }

  #forgetIdle({ name, waiting, running, endpoint }: Bucket): void {
    if (waiting.size > 0 || running > 0) return
    endpoint.buckets.delete(name)
    if (endpoint.buckets.size === 0) this.#endpoints.delete(endpoint.name)
  }
}

function* bucketsIn({ buckets }: Endpoint, { bucketName }: Scope): Iterable<Bucket> {
  if (bucketName === undefined) {
    yield* buckets.values()
    return
  }
  const bucket = buckets.get(bucketName)
  if (bucket) yield bucket
}
