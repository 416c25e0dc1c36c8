/**
 * Where ids are remembered. One of your own (Redis, SQL) lets several processes share them. Each call may answer
 * directly or with a promise, which is waited for.
 */
export interface DuplicateStore {
  /**
   * In one atomic step: `done` when the id was completed, `busy` when it is claimed, else claims it and says `claimed`.
   * A claim has to end by itself after a while, or a process that died with it would block the id for good.
   */
  readonly claim: (id: string) => Claim | Promise<Claim>
  /** Remembers that the id was processed, for at least as long as the sender tries: 3 days. */
  readonly complete: (id: string) => unknown
  /** Gives a claim back: processing failed, and the next delivery has to try again. */
  readonly release: (id: string) => unknown
}

export type Claim = 'claimed' | 'busy' | 'done'

export interface DuplicateFilter {
  /**
   * Runs `process` unless the id was processed before (`done`) or is being processed now (`busy`: answer with an error,
   * so that the sender asks again). When `process` fails, the id is free again and the error is passed on.
   */
  readonly once: (id: string, process: () => unknown) => Promise<Claim>
}

export interface DuplicateFilterOptions {
  /** In this process's memory, by default. */
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
  /** The oldest are forgotten beyond this many; 100,000 by default, about 11 MB. */
  readonly maxIds?: number
  /** 4 days by default: the sender gives up after 3. */
  readonly maxAgeMs?: number
  /** A clock in ms that never goes back. */
  readonly now?: () => number
}

/** Remembers ids in memory: for one process, and until it ends. */
export function createMemoryStore({
  maxIds = 100_000,
  maxAgeMs = 4 * 24 * 3600 * 1000,
  now = () => performance.now(),
}: MemoryStoreOptions = {}): DuplicateStore {
  const busy = new Set<string>()
  // In the order of their times, since a Map keeps the order of insertion.
  const done = new Map<string, number>()
  const forget = (): void => {
    for (const [id, at] of done) {
      if (done.size <= maxIds && now() - at <= maxAgeMs) return
      done.delete(id)
    }
  }
  return {
    claim(id) {
      forget()
      if (done.has(id)) return 'done'
      if (busy.has(id)) return 'busy'
      busy.add(id)
      return 'claimed'
    },
    complete(id) {
      busy.delete(id)
      done.set(id, now())
      forget()
    },
    release(id) {
      busy.delete(id)
    },
  }
}
