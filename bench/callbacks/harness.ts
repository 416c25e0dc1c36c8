import { mkdtempSync } from 'node:fs'
import path from 'node:path'
import { Worker, type Answer, type Targets } from './orders.ts'
import { freePort } from '../../tooling/ports.ts'

export type ContenderName = 'lemnis' | 'bullmq' | 'bare' | 'bare-pools'

/** Senders and the peer's database share one core, the receiver has the other: so they compare. */
export const SENDING_CORE = 0
const RECEIVING_CORE = 1

const DEADLINE_MS = 15_000

/** One receiver, the peer's database, and contenders that are started for it. */
export class Stage implements AsyncDisposable {
  readonly receiver: Worker
  readonly #directory: string
  readonly #receiverPort: number
  readonly #redisPort: number
  /** Numbers that were given to callbacks: none is given twice, so what arrives is known by its number. */
  #numbered = 0

  private constructor(options: { directory: string; redisPort: number; port: number; receiver: Worker }) {
    this.#directory = options.directory
    this.#redisPort = options.redisPort
    this.#receiverPort = options.port
    this.receiver = options.receiver
  }

  static async open(directory: string, redisPort: number): Promise<Stage> {
    const port = await freePort()
    const script = new URL('./receiver.ts', import.meta.url)
    const receiver = await Worker.start(script, RECEIVING_CORE, [String(port)])
    return new Stage({ directory, redisPort, port, receiver })
  }

  /** Starts a contender with an empty database. `deadlineMs` bounds each of its requests. */
  async start(name: ContenderName, deadlineMs = DEADLINE_MS): Promise<Worker> {
    const directory = mkdtempSync(path.join(this.#directory, `${name}-`))
    const args = [name, String(deadlineMs), directory, String(this.#redisPort)]
    return await Worker.start(new URL('./sender-process.ts', import.meta.url), SENDING_CORE, args)
  }

  targets(options: Pick<Targets, 'count' | 'endpoints' | 'hangPercent'>): Targets {
    const from = this.#numbered
    this.#numbered += options.count
    return { ...options, from, port: this.#receiverPort }
  }

  /** What the receiver got since the last time. */
  async arrivals(): Promise<Answer> {
    return await this.receiver.ask({ kind: 'arrivals', hangUp: false })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.receiver[Symbol.asyncDispose]()
  }
}
