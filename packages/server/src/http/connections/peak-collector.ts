import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** So many connections at once are a crowd, and so few are left once it is gone. */
const PEAK_CONNECTIONS = 1_000
const QUIET_CONNECTIONS = 100
/** What the last of them held is let go by then, ms. */
const SETTLE_MS = 5_000

export interface PeakCollectorOptions {
  readonly collect?: () => void
  readonly settleMs?: number
}

/**
 * Has the garbage collected that a crowd of connections leaves behind, some 60 MB of 1,500 downloads: V8 collects when much
 * is allocated, which may take hours in a service that is at rest again.
 */
export class PeakCollector implements Disposable {
  readonly #collect: () => void
  readonly #settledMs: number
  #wasCrowd = false
  #timer: NodeJS.Timeout | undefined

  constructor({ collect = collectGarbage, settleMs = SETTLE_MS }: PeakCollectorOptions = {}) {
    this.#collect = collect
    this.#settledMs = settleMs
  }

  /** To be told of each change of the number of connections. */
  observe(connections: number): void {
    if (connections >= PEAK_CONNECTIONS) this.#wasCrowd = true
    if (!this.#wasCrowd || connections > QUIET_CONNECTIONS) return
    this.#wasCrowd = false
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#collect, this.#settledMs).unref()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}

/** Node has no call for it: V8 gives its own to contexts that are made while the flag is set. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  // Of its ways the one that gives memory back, too. The process stands still meanwhile, as with any other.
  const way = { type: 'major', execution: 'sync', flavor: 'last-resort' }
  if (typeof collect === 'function') Reflect.apply(collect, undefined, [way])
}
