import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** What the benchmark asks of a process. */
export type Order =
  /** Puts callbacks into the queue, while nothing is sent. */
  | { readonly kind: 'fill'; readonly targets: Targets }
  /** Delivers what is queued. Gives `ms` until the last acknowledgement is kept, and `cpuUs` of this process. */
  | { readonly kind: 'drain'; readonly profile?: string }
  /**
   * Inserts at a rate, while sending (which goes on until `halt`) or not. Gives the series `startedAt` and
   * `committedAt` in the targets' order, `cpuUs`, and with a replay how long it took to queue, `replayMs`.
   */
  | {
      readonly kind: 'live'
      readonly targets: Targets
      readonly perSecond: number
      readonly sending: boolean
      readonly replay: boolean
    }
  /** Delivers what is still queued, then stops sending. */
  | { readonly kind: 'halt' }
  /** Gives the series `numbers` and `at` of what was received since the last time; hangs up where it never answers. */
  | { readonly kind: 'arrivals'; readonly hangUp: boolean }

/** Where a run's callbacks go. Each has a number of its own, `from` on. */
export interface Targets {
  readonly port: number
  readonly from: number
  readonly count: number
  /** Addresses in turn; 0 gives every callback an address that was never used before, and a connection of its own. */
  readonly endpoints: number
  /** Of a hundred endpoints, so many never answer. */
  readonly hangPercent: number
}

/** What a process answers: figures by name, and lists of them. Times are ms on the machine's monotonic clock. */
export interface Answer {
  readonly values: Readonly<Record<string, number>>
  readonly series: Readonly<Record<string, readonly number[]>>
}

export const NOTHING: Answer = { values: {}, series: {} }

/** The monotonic clock that all processes of the machine share, in ms. */
export function machineMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

/** In a child: carries out one order after the other until the parent is gone. */
export function serveOrders(carryOut: (order: Order) => Promise<Answer> | Answer): void {
  process.on('message', (message: unknown) => {
    if (!isOrder(message)) throw new TypeError(`not an order: ${JSON.stringify(message)}`)
    void answer(message)
  })
  process.on('disconnect', () => process.exit())
  process.send?.(NOTHING)

  async function answer(order: Order): Promise<void> {
    process.send?.(await carryOut(order))
  }
}

/** A process of the benchmark, on one core of its own choice. */
export class Worker implements AsyncDisposable {
  readonly #child: ChildProcess

  private constructor(child: ChildProcess) {
    this.#child = child
  }

  /** Starts a script and waits until it is ready. `core` counts from 0. */
  static async start(script: URL, core: number, args: readonly string[] = []): Promise<Worker> {
    // The channel's number is in the environment and its descriptor is inherited, so `taskset` in between is harmless.
    const child = fork(script, args, {
      execPath: 'taskset',
      execArgv: ['-c', String(core), process.execPath, ...process.execArgv],
      serialization: 'advanced',
    })
    const worker = new Worker(child)
    await worker.#next()
    return worker
  }

  async ask(order: Order): Promise<Answer> {
    const next = this.#next()
    this.#child.send(order)
    return await next
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.disconnect()
    await ended
  }

  async #next(): Promise<Answer> {
    return await new Promise((resolve, reject) => {
      const onMessage = (message: unknown): void => {
        this.#child.off('exit', onExit)
        if (isAnswer(message)) resolve(message)
        else reject(new TypeError(`not an answer: ${JSON.stringify(message)}`))
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

function isOrder(value: unknown): value is Order {
  return typeof value === 'object' && value !== null && 'kind' in value
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'values' in value && 'series' in value
}
