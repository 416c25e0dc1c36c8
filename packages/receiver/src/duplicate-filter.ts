/**
 * Stores the ids of processed callbacks. With a store of your own (Redis, SQL), several processes share them. Each
 * method may return a value or a promise.
 */
export interface DuplicateStore {
  /**
   * Claims an id atomically. Returns `claimed`, `busy` when the id is claimed already, or `done` when it is completed.
   * A claim must expire after a while: otherwise a process that dies would block the id for ever.
   */
  readonly claim: (id: string) => Claim | Promise<Claim>
  /** Stores that the id was processed, for at least as long as the sender retries: 3 days. */
  readonly complete: (id: string) => unknown
  /** Removes a claim: processing failed, and the next delivery tries again. */
  readonly release: (id: string) => unknown
}

export type Claim = 'claimed' | 'busy' | 'done'

export interface DuplicateFilter {
  /**
   * Runs `process` unless the id was processed before (`done`) or is being processed now (`busy`). For `busy`, respond
   * with an error, so that the sender retries. When `process` fails, the claim is removed and the error is rethrown.
   */
  readonly once: (id: string, process: () => unknown) => Promise<Claim>
}

export interface DuplicateFilterOptions {
  /** By default the memory of this process. */
  readonly store?: DuplicateStore
}

export function createDuplicateFilter({
  store = createMemoryStore(),
}: DuplicateFilterOptions = {}): DuplicateFilter {
  return {
    async once(id, process) {
      const claim = await store.claim(id)
      if (claim !== 'claimed') return claim
      try {
        await process()
      } catch (error) {
        await store.release(id)
        throw error
      }
      await store.complete(id)
      return 'claimed'
    },
  }
}

export interface MemoryStoreOptions {
  /** Beyond this number the oldest ids are removed; 100,000 by default, about 11 MB. */
  readonly maxIds?: number
  /** 4 days by default: the sender retries for 3. */
  readonly maxAgeMs?: number
  /** A monotonic clock, in ms. */
  readonly now?: () => number
}

/** Stores ids in memory, for one process and until it ends. */
export function createMemoryStore({
  maxIds = 100_000,
  maxAgeMs = 4 * 24 * 3600 * 1000,
  now = () => performance.now(),
}: MemoryStoreOptions = {}): DuplicateStore {
  const busy = new Set<string>()
  // A Map keeps the order of insertion, so the oldest ids come first.
  const done = new Map<string, number>()
  const evict = (): void => {
    for (const [id, at] of done) {
      if (done.size <= maxIds && now() - at <= maxAgeMs) return
      done.delete(id)
    }
  }
  return {
    claim(id) {
      evict()
      if (done.has(id)) return 'done'
      if (busy.has(id)) return 'busy'
      busy.add(id)
      return 'claimed'
    },
    complete(id) {
      busy.delete(id)
      done.set(id, now())
      evict()
    },
    release(id) {
      busy.delete(id)
    },
  }
}
