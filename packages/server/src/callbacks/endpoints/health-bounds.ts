import type { EndpointHealth } from './endpoint-health.ts'
import { scopeKey, type Scope } from '../scope.ts'

export interface HealthLimits {
  /** Origins that are known to be in trouble. */
  readonly origins: number
  /** The same for what single buckets have trouble with, of each bucket and of all. */
  readonly ofBucket: number
  readonly ofBuckets: number
}

export const DEFAULT_HEALTH_LIMITS: HealthLimits = { origins: 5_000, ofBucket: 1_000, ofBuckets: 20_000 }

/** The least harmful first: what is forgotten costs some requests more until it is known again. */
const FORGOTTEN_FIRST = ['failing', 'paused', 'parked'] as const

type Group = Readonly<Record<EndpointHealth['state'], Map<string, Scope>>>

/**
 * How much is known of what is in trouble. Whoever names addresses could fill memory and table with it: so of each
 * bucket, of all buckets and of origins so much is kept, and what changed longest ago goes first. An operator's word is
 * neither counted nor forgotten. Each step costs the same however much is known.
 */
export class HealthBounds {
  readonly #limits: HealthLimits
  readonly #origins = emptyGroup()
  readonly #buckets = emptyGroup()
  readonly #byBucket = new Map<string, Group>()

  constructor(limits: HealthLimits) {
    this.#limits = limits
  }

  /** How `scope` is doing now; `undefined` when there is nothing to know of it. */
  note(scope: Scope, health: EndpointHealth | undefined): void {
    const { bucketName } = scope
    const groups = bucketName === undefined ? [this.#origins] : [this.#buckets, this.#groupOf(bucketName)]
    const key = scopeKey(scope)
    for (const group of groups) {
      for (const state of FORGOTTEN_FIRST) group[state].delete(key)
      if (health && !health.byOperator) group[health.state].set(key, scope)
    }
    if (bucketName !== undefined && sizeOf(this.#groupOf(bucketName)) === 0) this.#byBucket.delete(bucketName)
  }

  /** What is to be forgotten because `scope` was noted; `undefined` while there is room. */
  surplus({ bucketName }: Scope): Scope | undefined {
    if (bucketName === undefined) return surplusOf(this.#origins, this.#limits.origins)
    const own = this.#byBucket.get(bucketName)
    const ofOwn = own && surplusOf(own, this.#limits.ofBucket)
    return ofOwn ?? surplusOf(this.#buckets, this.#limits.ofBuckets)
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

function surplusOf(group: Group, limit: number): Scope | undefined {
  if (sizeOf(group) <= limit) return undefined
  for (const state of FORGOTTEN_FIRST) {
    const [oldest] = group[state].values()
    if (oldest) return oldest
  }
  return undefined
}
