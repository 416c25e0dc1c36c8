import type { Clock } from '../../base/clock.ts'
import type { Ids } from '../../base/ids.ts'
import type { Log } from '../../base/log.ts'
import { runLoop } from '../../base/tasks/loop.ts'
import { sleep } from '../../base/tasks/wait.ts'
import type { Changes } from '../../api-schemas/events.ts'
import type { Database } from '../../db/database.ts'
import { compareWatched } from '../../engine/operator/compare-watched.ts'
import { readWatched, type Watched } from '../../engine/operator/read-watched.ts'
import { writeEvent } from './write-event.ts'

/** How often is looked for changes, ms. */
const LOOK_MS = 500
/** After the last stream, the watch goes on for this long: a page that is loaded again goes on where it was, ms. */
const LINGER_MS = 30_000
/** Events that are kept for a stream that was interrupted. */
const KEPT_EVENTS = 100

export interface ChangeEvent {
  readonly id: string
  /** As it is sent: all streams send the same bytes. */
  readonly bytes: Uint8Array
}

export interface ChangeWatchOptions {
  readonly db: Database
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly stopping: AbortSignal
  /** Called with the number of streams when it changes; must not throw. */
  readonly onStreams?: (open: number) => void
  /** Overrides the default for tests, ms. */
  readonly lookMs?: number
}

type Listener = (event: ChangeEvent) => void

/**
 * Looks for changes on behalf of all streams of this process, and only while there are any. So a change costs nothing when
 * it is made, in whichever process, and the number of streams costs the database nothing.
 */
export class ChangeWatch {
  readonly #options: ChangeWatchOptions
  readonly #listeners = new Set<Listener>()
  /** Another watch, or this one after a pause, has seen other events under the same numbers. */
  #epoch = ''
  #events: ChangeEvent[] = []
  #number = 0
  #unusedSince = 0
  /** Resolves at the first look: from then on each change is told. `undefined` while nobody watches. */
  #watching: Promise<void> | undefined

  constructor(options: ChangeWatchOptions) {
    this.#options = options
  }

  get streams(): number {
    return this.#listeners.size
  }

  get lastId(): string {
    return `${this.#epoch}-${this.#number}`
  }

  /** Calls `listener` at each change from now on, until it is disposed of. Rejects when the database can't be read. */
  async subscribe(listener: Listener): Promise<Disposable> {
    await (this.#watching ??= this.#start())
    this.#listeners.add(listener)
    this.#options.onStreams?.(this.#listeners.size)
    return {
      [Symbol.dispose]: () => {
        this.#listeners.delete(listener)
        this.#options.onStreams?.(this.#listeners.size)
        this.#unusedSince = this.#options.clock.monotonic()
      },
    }
  }

  /** Returns the events after that of `id`; `undefined` when they are not known. */
  since(id: string): readonly ChangeEvent[] | undefined {
    if (id === this.lastId) return []
    const at = this.#events.findIndex((event) => event.id === id)
    return at < 0 ? undefined : this.#events.slice(at + 1)
  }

  async #start(): Promise<void> {
    const { ids, clock, db } = this.#options
    try {
      const first = await readWatched(db.reader, clock.now())
      this.#epoch = ids.randomHex(6)
      this.#events = []
      this.#unusedSince = clock.monotonic()
      void this.#watch(first).finally(() => {
        this.#watching = undefined
      })
    } catch (error) {
      this.#watching = undefined
      throw error
    }
  }

  /** Ends some time after the last stream, and when the service stops. */
  async #watch(first: Watched): Promise<void> {
    const { log, stopping, clock, db, lookMs = LOOK_MS } = this.#options
    const unused = new AbortController()
    let before = first
    await runLoop('change-watch', log, AbortSignal.any([stopping, unused.signal]), async () => {
      await sleep(lookMs, stopping)
      const after = await readWatched(db.reader, clock.now(), before)
      const changes = compareWatched(before, after)
      before = after
      if (changes) this.#publish(changes)
      if (this.#listeners.size === 0 && clock.monotonic() - this.#unusedSince > LINGER_MS) unused.abort()
    })
  }

  #publish(changes: Changes): void {
    this.#number += 1
    const event = { id: this.lastId, bytes: writeEvent('changes', this.lastId, changes) }
    this.#events.push(event)
    if (this.#events.length > KEPT_EVENTS) this.#events.shift()
    for (const listener of this.#listeners) listener(event)
  }
}
