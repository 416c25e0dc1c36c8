import { Backlog } from './backlog.ts'
import { BlockedScopes } from './blocked-scopes.ts'
import { bucketKey, scopeKey, type Scope } from '../../scope.ts'
import type { DueCallback } from '../../store.ts'

export interface SchedulerLimits {
  /** Concurrent requests that are not slow so far. */
  readonly fast: number
  /** Concurrent requests that turned out to be slow. */
  readonly slow: number
  /** Concurrent requests to one endpoint, fast and slow ones. */
  readonly perEndpoint: number
  /** The same for an endpoint with slow requests, while more than half of the slow slots are used. */
  readonly perSlowEndpoint: number
}

export const DEFAULT_LIMITS: SchedulerLimits = { fast: 50, slow: 500, perEndpoint: 10, perSlowEndpoint: 2 }

interface Endpoint {
  readonly name: string
  readonly buckets: Map<string, Bucket>
  /** Buckets with waiting callbacks that are not blocked, in round-robin order. */
  readonly ready: Set<Bucket>
  running: number
  slow: number
}

/** The callbacks of one bucket to one endpoint. */
interface Bucket {
  readonly name: string
  readonly key: string
  readonly endpoint: Endpoint
  readonly waiting: Backlog<DueCallback>
  running: number
  slow: number
}

/** The right to make one request. Each method acts once; further calls are ignored. */
export interface Slot {
  readonly due: DueCallback
  /** Turns a fast slot into a slow one, if one is free. */
  markSlow(): void
  free(): void
}

/**
 * Chooses which due callback is sent next, round-robin over endpoints and, at each endpoint, over buckets. Each has a
 * limit of concurrent requests, and a slow request gives its fast slot back. So an endpoint that hangs delays no other,
 * and a bucket with a long queue delays only itself. All is in memory: the queue's table is in order of due times.
 */
export class Scheduler {
  readonly #limits: SchedulerLimits
  readonly #endpoints = new Map<string, Endpoint>()
  /** Endpoints that may have a request to start, in round-robin order. */
  readonly #ready = new Set<Endpoint>()
  /** Endpoints and buckets. */
  readonly #blocked = new BlockedScopes()
  #fast = 0
  #slow = 0

  constructor(limits: SchedulerLimits) {
    this.#limits = limits
  }

  get isAnyRecovering(): boolean {
    return this.#blocked.isAnyRecovering
  }

  add(due: DueCallback): void {
    const bucket = this.#bucketOf(due)
    bucket.waiting.push(due)
    this.#makeReady(bucket)
  }

  /** Returns a slot for the next callback, or `undefined` when no request may start now. */
  take(): Slot | undefined {
    if (this.#fast >= this.#limits.fast) return undefined
    for (const endpoint of this.#ready) {
      this.#ready.delete(endpoint)
      const bucket = this.#nextBucket(endpoint)
      const due = bucket?.waiting.shift()
      // The endpoint becomes ready again when one of its requests ends.
      if (!bucket || !due) continue
      endpoint.ready.delete(bucket)
      this.#makeReady(bucket)
      if (endpoint.ready.size > 0) this.#ready.add(endpoint)
      return this.#start(bucket, due)
    }
    return undefined
  }

  /** Starts no more requests of a scope. Its callbacks stay in line, and requests in flight go on. */
  block(scope: Scope): void {
    this.#blocked.block(scopeKey(scope))
    const endpoint = this.#endpoints.get(scope.endpoint)
    if (!endpoint) return
    if (scope.bucketName === undefined) this.#ready.delete(endpoint)
    for (const bucket of bucketsIn(endpoint, scope))
      if (this.#isBlocked(bucket)) endpoint.ready.delete(bucket)
  }

  /** Starts requests of a scope again, one at a time at first. */
  unblock(scope: Scope): void {
    if (this.#blocked.unblock(scopeKey(scope))) this.#makeAllReady(scope)
  }

  /** Doubles the concurrency of a recovering scope after a success. */
  rampUp(scope: Scope): void {
    if (this.#blocked.rampUp(scopeKey(scope), this.#limits.perEndpoint)) this.#makeAllReady(scope)
  }

  /** Removes and returns the waiting callbacks of a scope. */
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

  /** Removes and returns all waiting callbacks. */
  dropAll(): readonly DueCallback[] {
    const all = { bucketName: undefined, address: undefined }
    return [...this.#endpoints.keys()].flatMap((endpoint) => this.drop({ endpoint, ...all }))
  }

  /** Returns the bucket whose turn it is. It skips at most as many buckets as there are requests in flight. */
  #nextBucket(endpoint: Endpoint): Bucket | undefined {
    const cap = this.#capOf(endpoint)
    if (endpoint.running >= cap) return undefined
    const share = Math.max(1, Math.floor(cap / endpoint.ready.size))
    for (const bucket of endpoint.ready) {
      // A bucket with slow requests never gets the last slot of an endpoint.
      const most = bucket.slow > 0 ? Math.max(1, cap - 1) : cap
      if (bucket.running < this.#blocked.limit(bucket.key, Math.min(share, most))) return bucket
    }
    return undefined
  }

  #capOf({ name, slow }: Endpoint): number {
    const isCrowded = this.#slow * 2 > this.#limits.slow
    const cap = isCrowded && slow > 0 ? this.#limits.perSlowEndpoint : this.#limits.perEndpoint
    return this.#blocked.limit(name, cap)
  }

  #start(bucket: Bucket, due: DueCallback): Slot {
    const { endpoint } = bucket
    endpoint.running += 1
    bucket.running += 1
    this.#fast += 1
    let state: 'fast' | 'slow' | 'free' = 'fast'
    return {
      due,
      markSlow: () => {
        if (state !== 'fast' || this.#slow >= this.#limits.slow) return
        state = 'slow'
        endpoint.slow += 1
        bucket.slow += 1
        this.#fast -= 1
        this.#slow += 1
      },
      free: () => {
        if (state === 'free') return
        if (state === 'slow') {
          this.#slow -= 1
          endpoint.slow -= 1
          bucket.slow -= 1
        } else this.#fast -= 1
        state = 'free'
        endpoint.running -= 1
        bucket.running -= 1
        this.#makeReady(bucket)
        if (endpoint.ready.size > 0 && !this.#blocked.isBlocked(endpoint.name)) this.#ready.add(endpoint)
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

  #isBlocked({ key }: Bucket): boolean {
    return this.#blocked.isBlocked(key)
  }

  #makeReady(bucket: Bucket): void {
    if (bucket.waiting.size === 0 || this.#isBlocked(bucket)) return
    const { endpoint } = bucket
    endpoint.ready.add(bucket)
    if (!this.#blocked.isBlocked(endpoint.name)) this.#ready.add(endpoint)
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
