import { emptyDirectory } from '../../base/empty-directory.ts'
import { sleep } from '../../base/tasks/wait.ts'
import type { Engine } from '../../engine/engine.ts'
import { forgetView } from '../../engine/sound-views/drop-view.ts'
import { useView } from '../../engine/sound-views/use-view.ts'
import { createMediaPool, type MediaPool } from '../../media/pool/pool.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { Storage } from '../../storage/storage.ts'
import { GrowingView } from './growing-view.ts'
import { KeptView } from './kept-view.ts'
import { Making } from './making.ts'
import type { OpenView } from './open-view.ts'
import { RefusalCache } from './refusal-cache.ts'
import { viewIdOf, type ViewSource } from './view-source.ts'

export interface SoundViewsOptions {
  readonly engine: Engine
  readonly storage: Storage
  /** A directory used by the views that are being made alone. */
  readonly directory: string
  /** Bytes that the files of all views may have. */
  readonly maxBytes: number
  /** A longer sound is refused, s. */
  readonly maxDurationS: number
  /** Views that are made at once. */
  readonly size?: number
  /** Views that may wait. */
  readonly maxWaiting?: number
  /** Limit of a child, ms. */
  readonly timeoutMs?: number
}

/** As many as a comparison needs. Their children have a lower priority than those of jobs. */
const SIZE = 2
const MAX_WAITING = 16
const TIMEOUT_MS = 20 * 60_000
/** Memory is given back when nothing was made for so long, ms. */
const IDLE_MS = 60_000
/** An answer waits for the first data, or for the reason why there are none, for so long, ms. */
const FIRST_DATA_MS = 1_000

/**
 * Finds views of sound, or has them made, each once however many ask for it. One that was begun is finished although who
 * asked for it has left: the next one finds it.
 */
export class SoundViews implements AsyncDisposable {
  readonly #options: Required<SoundViewsOptions>
  readonly #makings = new Map<string, Making>()
  readonly #ends = new Set<Promise<void>>()
  readonly #refusals: RefusalCache
  readonly #turns: (() => void)[] = []
  readonly #closing = new AbortController()
  #free: number
  #pool: MediaPool | undefined
  #ready: Promise<void> | undefined

  constructor(options: SoundViewsOptions) {
    this.#options = { size: SIZE, maxWaiting: MAX_WAITING, timeoutMs: TIMEOUT_MS, ...options }
    this.#free = this.#options.size
    this.#refusals = new RefusalCache(options.engine.clock)
  }

  /**
   * Returns the view of a source. If nobody asked for it before, it is made from now on. Throws ServiceUnavailable when
   * too many are being made, and the reason when it can't be made.
   */
  async open(source: ViewSource, signal: AbortSignal): Promise<OpenView> {
    const id = viewIdOf(source)
    const found = await this.find(id)
    if (found) return found
    // Another request may have begun it meanwhile.
    const making = this.#makings.get(id) ?? this.#begin(id, source)
    await Promise.race([making.begun, sleep(FIRST_DATA_MS, signal)])
    return (await this.find(id)) ?? new GrowingView(making)
  }

  /** Returns a view that is kept or being made. Throws the reason when it could not be made a short time ago. */
  async find(id: string): Promise<OpenView | undefined> {
    const making = this.#makings.get(id)
    if (making) return new GrowingView(making)
    this.#refusals.throwIfRefused(id)
    const kept = await useView(this.#options.engine, id)
    return kept && new KeptView(kept, this.#options.storage)
  }

  /** Gets ready, as somebody may ask for a view soon. */
  warmUp(): void {
    if (!this.#closing.signal.aborted) this.#openPool().warmUp()
  }

  /** Forgets a view whose files can't be read. */
  forget(id: string): Promise<void> {
    return forgetView(this.#options.engine, id)
  }

  #begin(id: string, source: ViewSource): Making {
    const { size, maxWaiting } = this.#options
    if (this.#closing.signal.aborted)
      throw new ProtocolError('ServiceUnavailable', 'The service is stopping.')
    if (this.#makings.size >= size + maxWaiting) {
      const message = `${maxWaiting} sounds wait already to be looked at; try again later.`
      throw new ProtocolError('ServiceUnavailable', message)
    }
    const making = new Making(id, source)
    this.#makings.set(id, making)
    const end = this.#make(making)
    this.#ends.add(end)
    void end.finally(() => this.#ends.delete(end))
    return making
  }

  /** Never rejects. */
  async #make(making: Making): Promise<void> {
    const { engine } = this.#options
    await this.#takeTurn()
    try {
      this.#closing.signal.throwIfAborted()
      await this.#makeReady()
      await making.run({ ...this.#options, pool: this.#openPool() }, this.#closing.signal)
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#refusals.note(making.id, error)
      engine.log.debug({ err: error, view: making.id }, 'a view of sound was not made')
    } finally {
      this.#makings.delete(making.id)
      making.end()
      this.#endTurn()
    }
  }

  #openPool(): MediaPool {
    const { size, engine } = this.#options
    return (this.#pool ??= createMediaPool({ size, idleMs: IDLE_MS, log: engine.log }))
  }

  async #takeTurn(): Promise<void> {
    if (this.#free > 0) {
      this.#free--
      return
    }
    await new Promise<void>((resolve) => this.#turns.push(resolve))
  }

  #endTurn(): void {
    const next = this.#turns.shift()
    if (next) next()
    else this.#free++
  }

  /** Runs once, and again if it failed, as on a full disk. */
  #makeReady(): Promise<void> {
    this.#ready ??= emptyDirectory(this.#options.directory).catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#pool?.close()
    await Promise.all(this.#ends)
  }
}
