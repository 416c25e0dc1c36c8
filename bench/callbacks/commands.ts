import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** What the benchmark sends to its processes. */
export type Command =
  /** Inserts callbacks, while nothing is sent. */
  | { readonly kind: 'fill'; readonly targets: Targets }
  /** Delivers all callbacks. Returns `ms` until the last acknowledgement is recorded, and the CPU time `cpuUs`. */
  | { readonly kind: 'drain'; readonly profile?: string }
  /**
   * Inserts at a rate, with or without sending, which goes on until `halt`. Returns `cpuUs`, and the series `startedAt`
   * and `committedAt` in the order of the targets. With a replay it also returns how long queueing took, `replayMs`.
   */
  | {
      readonly kind: 'live'
      readonly targets: Targets
      readonly perSecond: number
      readonly sending: boolean
      readonly replay: boolean
    }
  /** Delivers the remaining callbacks, then stops sending. */
  | { readonly kind: 'halt' }
  /** Returns the series `numbers` and `at` of the callbacks received since the last time. `hangUp` closes sockets that hang. */
  | { readonly kind: 'arrivals'; readonly hangUp: boolean }

/** The URLs of the callbacks of a run. Each callback has its own number, starting with `from`. */
export interface Targets {
  readonly port: number
  readonly from: number
  readonly count: number
  /** How many endpoints are used in turn. With 0 each callback has its own endpoint, and so its own connection. */
  readonly endpoints: number
  /** The percentage of endpoints that never respond. */
  readonly hangPercent: number
}

/** The reply of a process: values and series by name. Times are ms on the machine's monotonic clock. */
export interface Reply {
  readonly values: Readonly<Record<string, number>>
  readonly series: Readonly<Record<string, readonly number[]>>
}

export const EMPTY_REPLY: Reply = { values: {}, series: {} }

/** The monotonic clock that all processes of the machine share, in ms. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** In a child process: executes commands until the parent disconnects. */
export function serveCommands(execute: (command: Command) => Promise<Reply> | Reply): void {
  process.on('message', (message: unknown) => {
    if (!isCommand(message)) throw new TypeError(`not a command: ${JSON.stringify(message)}`)
    void reply(message)
  })
  process.on('disconnect', () => process.exit())
  process.send?.(EMPTY_REPLY)

  async function reply(command: Command): Promise<void> {
    process.send?.(await execute(command))
  }
}

/** A process of the benchmark, pinned to one core. */
export class Worker implements AsyncDisposable {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Starts a script and waits until it is ready. `core` counts from 0. */
  static async start(script: URL, core: number, args: readonly string[] = []): Promise<Worker> {
    // `taskset` in between keeps the IPC channel: its number is in the environment, and its descriptor is inherited.
    const child = fork(script, args, {
      execPath: 'taskset',
      execArgv: ['-c', String(core), process.execPath, ...process.execArgv],
      serialization: 'advanced',
    })
    const worker = new Worker(child)
    await worker.#next()
    return worker
  }

  async ask(command: Command): Promise<Reply> {
    const next = this.#next()
    this.#child.send(command)
    return await next
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }

  async #next(): Promise<Reply> {
    return await new Promise((resolve, reject) => {
      const onMessage = (message: unknown): void => {
        this.#child.off('exit', onExit)
        if (isReply(message)) resolve(message)
        else reject(new TypeError(`not a reply: ${JSON.stringify(message)}`))
      }
      const onExit = (code: number | null): void => {
        this.#child.off('message', onMessage)
        reject(new Error(`a process of the benchmark ended with ${code ?? 'a signal'}`))
      }
      this.#child.once('message', onMessage)
      this.#child.once('exit', onExit)
    })
  }
}

function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'kind' in value
}

function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'values' in value && 'series' in value
}
