import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Clock } from '../../base/clock.ts'
import type { JsonValue } from '../../base/json.ts'
import type { Log } from '../../base/log.ts'
import { outage, type Resource } from '../../base/outages/outage.ts'
import { childCommand, childEnvironment, limitCommand, type LimitPrograms } from './child-command.ts'
import { Report, type Order } from './child-messages.ts'
import { findExceededLimit, type MediaLimits } from './limits.ts'
import { countOomKills } from './oom-kills.ts'
import { readProcessUsage } from './process-usage.ts'
import type { BreakReason, MediaResult } from './result.ts'

const SCRIPT = fileURLToPath(new URL('./child-main.ts', import.meta.url))
const FAILED = 'The media process met an error that the service’s log describes.'

const WATCH_EVERY_MS = 200
/** Time for a child, on a busy machine, to start and load a task's module before it counts as stalled. */
const LONGEST_START_MS = 60_000
/** The length of a child's error output that is kept for the log. */
const ERROR_TAIL_CHARS = 2_000

export interface ChildOptions {
  readonly programs: LimitPrograms
  readonly clock: Clock
  readonly log: Log
}

export interface ChildTask {
  readonly module: URL
  readonly input: JsonValue
  readonly onProgress: ((percent: number) => void) | undefined
  readonly limits: MediaLimits
  readonly threads: number
}

/** A task in a child, from its start to its result. */
interface Running {
  readonly task: ChildTask
  readonly startedMs: number
  readonly cpuSecondsBefore: number
  readonly settle: (result: MediaResult) => void
  lastSignMs: number
  begun: boolean
  /** As last reported, 0–100. */
  percent: number
  /** Why the child was killed; the result as soon as it is dead. */
  result: MediaResult | undefined
}

/** One forked process that runs one task at a time. */
export class MediaChild {
  readonly #options: ChildOptions
  readonly #process: ChildProcess
  readonly #gone: Promise<void>
  #running: Running | undefined
  #alive = true
  #errorTail = ''
  #tasks = 0
  #rssBytes = 0
  /** The limits last set for this process; 0 before. */
  #kernelCpuSeconds = 0
  #kernelFileBytes = 0
  readonly #oomKillsBefore = countOomKills()

  constructor(options: ChildOptions) {
    this.#options = options
    const [program = '', ...rest] = childCommand({
      node: process.execPath,
      script: SCRIPT,
      programs: options.programs,
    })
    this.#process = spawn(program, rest, {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: childEnvironment(process.env),
    })
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.#gone = promise
    this.#process.on('message', (message) => this.#onMessage(message))
    this.#process.once('exit', (code, signal) => {
      this.#onExit(signal === null ? `it ended with code ${code ?? 0}` : `it was killed by ${signal}`, signal)
      resolve(undefined)
    })
    this.#process.once('error', (error) => {
      this.#onExit(error.message, null)
      resolve(undefined)
    })
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorTail = (this.#errorTail + text).slice(-ERROR_TAIL_CHARS)
    })
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  get alive(): boolean {
    return this.#alive
  }

  /** Tasks ended so far. */
  get tasks(): number {
    return this.#tasks
  }

  /** Resident bytes as last reported. */
  get rssBytes(): number {
    return this.#rssBytes
  }

  /** Runs a task; the result comes after the child is done with it or dead. */
  async run(task: ChildTask, signal: AbortSignal): Promise<MediaResult> {
    if (signal.aborted) return { kind: 'aborted' }
    if (!this.#alive || !this.#process.connected) {
      return unavailable('processes')
    }
    const { promise, resolve } = Promise.withResolvers<MediaResult>()
    const now = this.#options.clock.monotonic()
    const running: Running = {
      task,
      startedMs: now,
      lastSignMs: now,
      begun: false,
      percent: 0,
      cpuSecondsBefore: this.#usage()?.cpuSeconds ?? 0,
      settle: resolve,
      result: undefined,
    }
    this.#running = running
    this.#limit(running)
    const onAbort = (): void => this.#killWith({ kind: 'aborted' })
    signal.addEventListener('abort', onAbort, { once: true })
    const watch = setInterval(() => this.#inspect(running), WATCH_EVERY_MS)
    try {
      const { module, input, threads } = task
      this.#send({ module: module.href, input, threads })
      return await promise
    } finally {
      clearInterval(watch)
      signal.removeEventListener('abort', onAbort)
      this.#running = undefined
      this.#tasks++
    }
  }

  /** Ends the process at once; resolves when it is dead. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#gone
  }

  #send(order: Order): void {
    this.#process.send(order, (error) => {
      // A closed channel belongs to a process that is about to be reported dead.
      if (error) this.#process.kill('SIGKILL')
    })
  }

  #onMessage(message: unknown): void {
    const running = this.#running
    if (!running || running.result) return
    const parsed = Report.safeParse(message)
    if (!parsed.success) {
      this.#killFor('error', 'The media process sent what cannot be understood.')
      return
    }
    running.lastSignMs = this.#options.clock.monotonic()
    running.begun = true
    this.#take(parsed.data, running)
  }

  #take(report: Report, running: Running): void {
    const { task, settle } = running
    switch (report.type) {
      case 'begun':
        return
      case 'progress':
        this.#rssBytes = report.rssBytes
        running.percent = Math.min(Math.max(report.percent, 0), 100)
        task.onProgress?.(running.percent)
        return
      case 'done':
        this.#rssBytes = report.rssBytes
        settle({ kind: 'done', value: report.value })
        return
      case 'refused':
        settle({ kind: 'failed', code: report.code, message: report.message })
        return
      // Messages of native code and the file system may contain paths of this machine: they are only logged.
      case 'failed':
        this.#options.log.warn({ detail: report.message }, 'a media task failed')
        settle({ kind: 'broken', reason: 'error', message: FAILED })
        return
      case 'unavailable':
        this.#options.log.debug({ resource: report.resource, detail: report.message }, 'a media task failed')
        settle(unavailable(report.resource))
    }
  }

  #inspect(running: Running): void {
    const { task, startedMs, lastSignMs, begun, percent, cpuSecondsBefore } = running
    const now = this.#options.clock.monotonic()
    const usage = this.#usage()
    // Without /proc, the memory is as the child last reported it.
    if (usage) this.#rssBytes = usage.rssBytes
    const stallMs = begun ? task.limits.stallMs : Math.max(task.limits.stallMs, LONGEST_START_MS)
    const exceeded = findExceededLimit(
      { ...task.limits, stallMs },
      {
        rssBytes: this.#rssBytes,
        elapsedMs: now - startedMs,
        silentMs: now - lastSignMs,
        cpuSeconds: (usage?.cpuSeconds ?? 0) - cpuSecondsBefore,
        percent: begun ? percent : undefined,
      },
    )
    if (exceeded) this.#killFor(exceeded.reason, exceeded.message)
  }

  #killFor(reason: BreakReason, message: string): void {
    // A task that began and then needs more time or memory than others has an input that makes it so.
    const suspectsInput = reason !== 'error' && this.#running?.begun === true
    this.#killWith({ kind: 'broken', reason, message, suspectsInput })
  }

  /** The result is returned when the process is dead: nothing writes to the task's files after it. */
  #killWith(result: MediaResult): void {
    if (this.#running) this.#running.result ??= result
    this.#process.kill('SIGKILL')
  }

  #onExit(how: string, signal: NodeJS.Signals | null): void {
    this.#alive = false
    const running = this.#running
    if (!running) return
    const result = running.result ?? this.#resultOfExit(running, how, signal)
    if (result.kind === 'broken') {
      this.#options.log.warn(
        { reason: result.reason, how, stderr: this.#errorTail },
        'a media process was lost',
      )
    }
    running.settle(result)
  }

  #resultOfExit({ begun }: Running, how: string, signal: NodeJS.Signals | null): MediaResult {
    if (signal === 'SIGXCPU')
      return {
        kind: 'broken',
        reason: 'timeout',
        message: 'The task used up its processor time.',
        suspectsInput: true,
      }
    if (this.#errorTail.includes('heap out of memory')) {
      return { kind: 'broken', reason: 'memory', message: 'The media process ran out of memory.' }
    }
    if (signal === 'SIGKILL' && this.#wasKilledForMemory()) return unavailable('memory')
    // A child that never reached its first task says nothing about the task.
    if (!begun && this.#tasks === 0 && signal === null) return unavailable('processes')
    return { kind: 'broken', reason: 'crashed', message: `The media process broke down: ${how}.` }
  }

  #wasKilledForMemory(): boolean {
    const kills = countOomKills()
    return kills !== undefined && this.#oomKillsBefore !== undefined && kills > this.#oomKillsBefore
  }

  #usage(): ReturnType<typeof readProcessUsage> {
    return this.pid === undefined ? undefined : readProcessUsage(this.pid)
  }

  /**
   * The kernel enforces limits as well, if the service is too busy to check. They are set for two tasks at once and
   * kept until a task needs more: setting them costs as much as the rest of a task in the service.
   */
  #limit({ task: { limits }, cpuSecondsBefore }: Running): void {
    if (!this.#options.programs.prlimit || this.pid === undefined) return
    const leftSeconds = this.#kernelCpuSeconds - cpuSecondsBefore
    if (
      limits.fileBytes === this.#kernelFileBytes &&
      leftSeconds >= limits.cpuSeconds &&
      leftSeconds <= 2 * limits.cpuSeconds + 1
    )
      return
    this.#kernelCpuSeconds = Math.ceil(cpuSecondsBefore + 2 * limits.cpuSeconds)
    this.#kernelFileBytes = limits.fileBytes
    const [program = '', ...rest] = limitCommand(this.pid, {
      cpuSeconds: this.#kernelCpuSeconds,
      fileBytes: limits.fileBytes,
    })
    execFile(program, rest, (error) => {
      if (error && this.#alive)
        this.#options.log.debug({ err: error }, 'a media process could not be limited')
    })
  }
}

function unavailable(resource: Resource): MediaResult {
  return { kind: 'unavailable', resource, message: outage(resource).message }
}
