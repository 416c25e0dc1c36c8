import type { EndpointHealth } from './endpoint-health.ts'
import { scopeKey, type Scope } from '../scope.ts'

/** How many unhealthy scopes are kept. */
export interface HealthLimits {
  readonly origins: number
  /** Scopes of one bucket. */
  readonly perBucket: number
  /** Scopes of all buckets together. */
  readonly allBuckets: number
}

export const DEFAULT_HEALTH_LIMITS: HealthLimits = { origins: 5_000, perBucket: 1_000, allBuckets: 20_000 }

/** The least important state first: an evicted scope costs a few more requests until its health is known again. */
const EVICTION_ORDER = ['failing', 'paused', 'parked'] as const

type Group = Readonly<Record<EndpointHealth['state'], Map<string, Scope>>>

/**
 * Chooses which health records to evict. Clients name the URLs, so without limits they could fill memory and table. The
 * least recently changed record goes first. What an operator set is neither counted nor evicted. Each step takes
 * constant time.
 */
export class HealthEviction {
  readonly #limits: HealthLimits
  readonly #origins = emptyGroup()
  readonly #allBuckets = emptyGroup()
  readonly #byBucket = new Map<string, Group>()

  constructor(limits: HealthLimits) {
    this.#limits = limits
  }

  /** Records the new health of `scope`; `undefined` when it works. */
  record(scope: Scope, health: EndpointHealth | undefined): void {
    const { bucketName } = scope
    const groups = bucketName === undefined ? [this.#origins] : [this.#allBuckets, this.#groupOf(bucketName)]
    const key = scopeKey(scope)
    for (const group of groups) {
      for (const state of EVICTION_ORDER) group[state].delete(key)
      if (health && !health.byOperator) group[health.state].set(key, scope)
    }
    if (bucketName !== undefined && sizeOf(this.#groupOf(bucketName)) === 0) this.#byBucket.delete(bucketName)
  }

  /** Returns the scope to evict because `scope` was recorded; `undefined` while the limits are kept. */
  candidate({ bucketName }: Scope): Scope | undefined {
    if (bucketName === undefined) return oldestBeyond(this.#origins, this.#limits.origins)
    const group = this.#byBucket.get(bucketName)
    const inBucket = group && oldestBeyond(group, this.#limits.perBucket)
    return inBucket ?? oldestBeyond(this.#allBuckets, this.#limits.allBuckets)
  }

  #groupOf(bucketName: string): Group {
    const group = this.#byBucket.get(bucketName) ?? emptyGroup()
    this.#byBucket.set(bucketName, group)
    return group
  }
}

function emptyGroup(): Group {
  return { failing: new Map(), paused: new Map(), parked: new Map() }
}

function sizeOf({ failing, paused, parked }: Group): number {
  return failing.size + paused.size + parked.size
}

function oldestBeyond(group: Group, limit: number): Scope | undefined {
  if (sizeOf(group) <= limit) return undefined
  for (const state of EVICTION_ORDER) {
    const [oldest] = group[state].values()
    if (oldest) return oldest
  }
  return undefined
}
