import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** From so many connections on it is a peak, which is over at so few. */
const PEAK_CONNECTIONS = 1_000
const QUIET_CONNECTIONS = 100
/** The last of them have released their memory by then, ms. */
const SETTLE_MS = 5_000

export interface PeakCollectorOptions {
  readonly collect?: () => void
  readonly settleMs?: number
}

/**
 * Collects the garbage that a peak of connections leaves behind, some 60 MB for 1,500 downloads. V8 collects when
 * much is allocated, which may take hours once the service is idle.
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

  /** To be called with each change of the number of connections. */
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

/** Node has no call for it: V8 exposes its own to contexts that are created while the flag is set. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  // This kind also returns memory to the system. It blocks the process, like any other.
  const way = { type: 'major', execution: 'sync', flavor: 'last-resort' }
  if (typeof collect === 'function') Reflect.apply(collect, undefined, [way])
}
