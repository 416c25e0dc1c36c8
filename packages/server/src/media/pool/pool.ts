import { availableParallelism } from 'node:os'
import { systemClock, type Clock } from '../../base/clock.ts'
import type { JsonValue } from '../../base/json.ts'
import type { Log } from '../../base/log.ts'
import { outageOf } from '../../base/outages/outage.ts'
import { findLimitPrograms, type LimitPrograms } from './child-command.ts'
import { DEFAULT_LIMITS, type MediaLimits } from './limits.ts'
import { MediaChild } from './media-child.ts'
import type { MediaResult } from './result.ts'

export type { MediaLimits } from './limits.ts'
export type { MediaResult } from './result.ts'

export interface MediaTask {
  /**
   * A module that exports `run(input: unknown, report: (percent: number) => void, threads: number)`, which returns
   * the result's value or a promise of it. The child imports it and keeps it loaded. `threads` is the limit for
   * each of decoding, filtering and encoding.
   */
  readonly module: URL
  readonly input: JsonValue
  /** 0 to 100, a few times a second at most. */
  readonly onProgress?: (percent: number) => void
  readonly limits?: Partial<MediaLimits>
}

/** Runs tasks in child processes, one in each at a time; further tasks wait in order. */
export interface MediaPool extends AsyncDisposable {
  /** Never rejects because of a task; the child of an aborted task is killed. */
  run(task: MediaTask, signal: AbortSignal): Promise<MediaResult>
  /** Starts the children that are missing, so that the next tasks find warm ones. Returns at once. */
  warmUp(): void
  /** Kills all children; tasks that run or wait end as aborted. */
  close(): Promise<void>
  readonly pids: readonly number[]
}

export interface MediaPoolOptions {
  /** Children at once. */
  readonly size: number
  readonly log: Log
  readonly clock?: Clock
  /** A child is replaced after this many tasks: native code leaks a little with each file. */
  readonly tasksPerChild?: number
  /** A child that keeps more resident bytes than this after a task is replaced. */
  readonly idleMemoryBytes?: number
  /** Children end when none of them has worked for so long, ms; by default they stay. */
  readonly idleMs?: number
  /** Shared by tasks; by default those of the machine. */
  readonly cores?: number
}

const TASKS_PER_CHILD = 500
const IDLE_MEMORY_BYTES = 256 * 1024 * 1024

export function createMediaPool(options: MediaPoolOptions): MediaPool {
  return new ForkedPool(options)
}

class ForkedPool implements MediaPool {
  readonly #options: Required<MediaPoolOptions>
  #programs: LimitPrograms | undefined
  readonly #closing = new AbortController()
  readonly #children = new Set<MediaChild>()
  readonly #idle: MediaChild[] = []
  readonly #waiting: (() => void)[] = []
  #free: number
  #ending: NodeJS.Timeout | undefined

  constructor(options: MediaPoolOptions) {
    this.#options = {
      clock: systemClock,
      tasksPerChild: TASKS_PER_CHILD,
      idleMemoryBytes: IDLE_MEMORY_BYTES,
      idleMs: Infinity,
      cores: availableParallelism(),
      ...options,
    }
    this.#free = options.size
    this.warmUp()
  }

  get pids(): readonly number[] {
    return [...this.#children].flatMap((child) => (child.alive && child.pid !== undefined ? [child.pid] : []))
  }

  async run(task: MediaTask, signal: AbortSignal): Promise<MediaResult> {
    const ending = AbortSignal.any([signal, this.#closing.signal])
    if (!(await this.#takeSlot(ending))) return { kind: 'aborted' }
    let child: MediaChild | undefined
    try {
      clearTimeout(this.#ending)
      child = this.#takeChild()
      const { module, input, onProgress } = task
      return await child.run(
        {
          module,
          input,
          onProgress,
          limits: { ...DEFAULT_LIMITS, ...task.limits },
          threads: this.#shareOfCores(),
        },
        ending,
      )
    } catch (error) {
      const out = outageOf(error)
      if (!out) throw error
      return { kind: 'unavailable', resource: out.resource, message: out.message }
    } finally {
      if (child) this.#putBack(child)
      this.#freeSlot()
      this.#endWhenIdle()
    }
  }

  warmUp(): void {
    setImmediate(() => this.#startMissing())
    this.#endWhenIdle()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#ending)
    await Promise.all([...this.#children].map((child) => child.kill()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Resolves with false when the wait was ended. Waiting tasks are served in order. */
  async #takeSlot(ending: AbortSignal): Promise<boolean> {
    if (ending.aborted) return false
    if (this.#free > 0) {
      this.#free--
      return true
    }
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const serve = (): void => resolve(true)
    const leave = (): void => {
      const at = this.#waiting.indexOf(serve)
      if (at >= 0) this.#waiting.splice(at, 1)
      resolve(false)
    }
    this.#waiting.push(serve)
    ending.addEventListener('abort', leave, { once: true })
    const served = await promise
    ending.removeEventListener('abort', leave)
    return served
  }

  /**
   * A task that runs alone uses the whole machine. One that starts beside others gets a part of it, and the others
   * keep theirs: encoders can't change the number while running, and the system shares the cores.
   */
  #shareOfCores(): number {
    const { cores, size } = this.#options
    return Math.max(Math.floor(cores / (size - this.#free)), 1)
  }

  #freeSlot(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free++
  }

  /** Returns a warm child, or a new one if an idle one died by itself. */
  #takeChild(): MediaChild {
    for (let child = this.#idle.pop(); child; child = this.#idle.pop()) {
      if (child.alive) return child
      this.#children.delete(child)
    }
    return this.#start()
  }

  #putBack(child: MediaChild): void {
    const { tasksPerChild, idleMemoryBytes } = this.#options
    const worn = child.tasks >= tasksPerChild || child.rssBytes > idleMemoryBytes
    if (child.alive && !worn) {
      this.#idle.push(child)
      return
    }
    this.#end(child)
    if (!this.#closing.signal.aborted) this.#startAhead()
  }

  #end(child: MediaChild): void {
    void child.kill().finally(() => this.#children.delete(child))
  }

  /** Starts the children one by one: each blocks this process for 10 ms, and requests are served between them. */
  #startMissing(): void {
    if (this.#closing.signal.aborted || this.pids.length >= this.#options.size) return
    if (this.#startAhead()) setImmediate(() => this.#startMissing())
  }

  /** Children that nobody needs give their memory back. */
  #endWhenIdle(): void {
    const { idleMs, size } = this.#options
    clearTimeout(this.#ending)
    if (this.#free < size || !Number.isFinite(idleMs)) return
    this.#ending = setTimeout(() => {
      for (const child of this.#idle.splice(0)) this.#end(child)
    }, idleMs).unref()
  }

  /** Starts a child, so that the next task finds a warm one. Returns false if that fails: it is started when needed. */
  #startAhead(): boolean {
    try {
      this.#idle.push(this.#start())
      return true
    } catch (error) {
      if (!outageOf(error)) throw error
      return false
    }
  }

  #start(): MediaChild {
    const { clock, log } = this.#options
    this.#programs ??= findLimitPrograms()
    const child = new MediaChild({ programs: this.#programs, clock, log })
    this.#children.add(child)
    return child
  }
}
