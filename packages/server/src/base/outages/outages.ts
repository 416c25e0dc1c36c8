import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { RESOURCES, type OutageError, type Resource } from './outage.ts'
import { sleep } from '../tasks/wait.ts'

/** Between two looks whether the resource can be used again, ms: from the first to the longest. */
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** An outage that comes back so soon begins with a longer pause than the last one, ms. */
const CALM_MS = 30_000
/** A look that takes longer has failed, ms. */
const PROBE_LIMIT_MS = 10_000

/** Throws while the resource can't be used. It is small: it runs again and again while others wait. */
export type Probe = (signal: AbortSignal) => Promise<void>

export interface Outage {
  readonly resource: Resource
  /** ms since 1970 */
  readonly since: number
  /** A sentence that names no path of this machine. */
  readonly message: string
}

interface Watched {
  readonly probe: Probe
  open: Outage | undefined
  openedAt: number
  pauseMs: number
  /** Monotonic ms when the last one ended. */
  endedAt: number
  count: number
}

/**
 * The outages of this process. The code that meets one reports it; from then on the resource is probed until it can be used
 * again. Each begin and each end is one line of the log.
 */
export class Outages implements AsyncDisposable {
  readonly #clock: Clock
  readonly #log: Log
  readonly #watched = new Map<Resource, Watched>()
  readonly #listeners = new Set<() => void>()
  readonly #closing = new AbortController()
  readonly #probing = new Set<Promise<void>>()

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock
    this.#log = log
  }

  /** Says how to find out whether a resource can be used. What is not watched is never out. */
  watch(resource: Resource, probe: Probe): void {
    const initialState = {
      open: undefined,
      openedAt: 0,
      pauseMs: FIRST_PAUSE_MS,
      endedAt: -Infinity,
      count: 0,
    }
    this.#watched.set(resource, { probe, ...initialState })
  }

  /** Those that go on, in the order of `RESOURCES`. */
  get open(): readonly Outage[] {
    return RESOURCES.flatMap((resource) => this.#watched.get(resource)?.open ?? [])
  }

  /** Outages since the start, by resource that is watched. */
  get counts(): ReadonlyMap<Resource, number> {
    return new Map([...this.#watched].map(([resource, { count }]) => [resource, count]))
  }

  readonly report = (error: OutageError): void => {
    const { resource, message } = error
    const watched = this.#watched.get(resource)
    if (!watched || watched.open || this.#closing.signal.aborted) return
    const now = this.#clock.monotonic()
    const isBack = now - watched.endedAt < CALM_MS
    watched.pauseMs = isBack ? Math.min(watched.pauseMs * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS
    watched.open = { resource, since: this.#clock.now(), message }
    watched.openedAt = now
    watched.count += 1
    this.#log.error({ resource, err: error.cause ?? error }, `outage: ${message}`)
    this.#tell()
    const probing = this.#probeUntilOver(watched).finally(() => this.#probing.delete(probing))
    this.#probing.add(probing)
  }

  /** Looks now. True for what is not watched. */
  async canUse(resource: Resource): Promise<boolean> {
    const watched = this.#watched.get(resource)
    if (!watched) return true
    const limit = AbortSignal.timeout(PROBE_LIMIT_MS)
    const late = new Promise<false>((resolve) => {
      limit.addEventListener('abort', () => resolve(false), { once: true })
    })
    const works = watched.probe(AbortSignal.any([limit, this.#closing.signal])).then(
      () => true,
      () => false,
    )
    return Promise.race([works, late])
  }

  /** Calls `listener` when an outage begins and when it ends. */
  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await Promise.all(this.#probing)
  }

  async #probeUntilOver(watched: Watched): Promise<void> {
    const { signal } = this.#closing
    for (;;) {
      await sleep(watched.pauseMs, signal)
      if (signal.aborted) return
      if (watched.open === undefined || (await this.canUse(watched.open.resource))) break
      watched.pauseMs = Math.min(watched.pauseMs * 2, LONGEST_PAUSE_MS)
    }
    const resource = watched.open?.resource
    watched.open = undefined
    watched.endedAt = this.#clock.monotonic()
    const seconds = Math.round((watched.endedAt - watched.openedAt) / 100) / 10
    this.#log.warn({ resource, seconds }, 'the outage is over')
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}
