import { mkdtempSync } from 'node:fs'
import path from 'node:path'
import { Worker, type Reply, type Targets } from './commands.ts'
import { freePort } from '../../tooling/ports.ts'

export type ContenderName = 'lemnis' | 'bullmq' | 'bare' | 'bare-pools'

/** Senders and the database server of BullMQ share one core, and the receiver has another, so that they compare. */
export const SENDING_CORE = 0
const RECEIVING_CORE = 1

const DEADLINE_MS = 15_000

/** One receiver, the database server of BullMQ, and the contenders. */
export class BenchHarness implements AsyncDisposable {
  readonly receiver: Worker
  readonly #directory: string
  readonly #receiverPort: number
  readonly #redisPort: number
  /** The next unused number of a callback. */
  #nextNumber = 0

  private constructor(options: { directory: string; redisPort: number; port: number; receiver: Worker }) {
    this.#directory = options.directory
    this.#redisPort = options.redisPort
    this.#receiverPort = options.port
    this.receiver = options.receiver
  }

  static async open(directory: string, redisPort: number): Promise<BenchHarness> {
    const port = await freePort()
    const script = new URL('./receiver.ts', import.meta.url)
    const receiver = await Worker.start(script, RECEIVING_CORE, [String(port)])
    return new BenchHarness({ directory, redisPort, port, receiver })
  }

  /** Starts a contender with an empty database. `deadlineMs` is the deadline of each request. */
  async start(name: ContenderName, deadlineMs = DEADLINE_MS): Promise<Worker> {
    const directory = mkdtempSync(path.join(this.#directory, `${name}-`))
    const args = [name, String(deadlineMs), directory, String(this.#redisPort)]
    return await Worker.start(new URL('./sender-process.ts', import.meta.url), SENDING_CORE, args)
  }

  targets(options: Pick<Targets, 'count' | 'endpoints' | 'hangPercent'>): Targets {
    const from = this.#nextNumber
    this.#nextNumber += options.count
    return { ...options, from, port: this.#receiverPort }
  }

  /** Returns the callbacks that the receiver got since the last time. */
  async arrivals(): Promise<Reply> {
    return await this.receiver.ask({ kind: 'arrivals', hangUp: false })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.receiver[Symbol.asyncDispose]()
  }
}
