import { Queue, Worker } from 'bullmq'
import { Redis } from 'ioredis'
import { Pool, request } from 'undici'
import { ATTEMPTS, SLOTS, type Contender } from './contender.ts'
import { BODY } from './targets.ts'

const QUEUE = 'callbacks'
const FIRST_RETRY_MS = 5_000
/** Jobs per command to Redis. */
const BATCH_SIZE = 500

interface Callback {
  readonly url: string
  readonly body: string
}

/** BullMQ as in its guide: a queue, and a worker that POSTs. It neither signs nor records. */
export class BullMq implements Contender {
  readonly #deadlineMs: number
  readonly #redis: Redis
  readonly #queue: Queue<Callback>
  #undelivered = 0
  #onAllDelivered: (() => void) | undefined

  private constructor(port: number, deadlineMs: number) {
    this.#deadlineMs = deadlineMs
    this.#redis = new Redis({ port, maxRetriesPerRequest: null })
    this.#queue = new Queue(QUEUE, {
      connection: this.#redis,
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: { type: 'exponential', delay: FIRST_RETRY_MS },
        removeOnComplete: true,
      },
    })
  }

  /** `port` is that of the Redis server, whose data is deleted. */
  static async open(port: number, deadlineMs: number): Promise<BullMq> {
    const bullMq = new BullMq(port, deadlineMs)
    await bullMq.#redis.flushall()
    await bullMq.#queue.waitUntilReady()
    return bullMq
  }

  async insert(urls: readonly string[]): Promise<void> {
    this.#undelivered += urls.length
    const jobs = urls.map((url) => ({ name: 'callback', data: { url, body: BODY.toString() } }))
    const [only] = jobs
    if (only && jobs.length === 1) await this.#queue.add(only.name, only.data)
    else
      for (let at = 0; at < jobs.length; at += BATCH_SIZE)
        await this.#queue.addBulk(jobs.slice(at, at + BATCH_SIZE))
  }

  async send(signal: AbortSignal): Promise<void> {
    const worker = new Worker<Callback>(QUEUE, ({ data }) => this.#post(data), {
      connection: this.#redis,
      concurrency: SLOTS,
    })
    worker.on('completed', () => {
      this.#undelivered -= 1
      if (this.#undelivered === 0) this.#onAllDelivered?.()
    })
    worker.on('error', (error) => console.error(error))
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    await worker.close()
  }

  async untilDelivered(): Promise<void> {
    if (this.#undelivered > 0) await new Promise<void>((resolve) => (this.#onAllDelivered = resolve))
  }

  /** As Redis reports it, with the threads that write its log. */
  async databaseCpuUs(): Promise<number> {
    const info = await this.#redis.info('cpu')
    const seconds = [...info.matchAll(/^used_cpu_(?:sys|user):([\d.]+)/gm)].map(([, value]) => Number(value))
    return seconds.reduce((sum, value) => sum + value, 0) * 1e6
  }

  async #post({ url, body }: Callback): Promise<void> {
    const answer = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/xml' },
      body,
      headersTimeout: this.#deadlineMs,
      bodyTimeout: this.#deadlineMs,
    })
    await answer.body.dump()
    if (answer.statusCode < 200 || answer.statusCode > 299) throw new Error(`answered ${answer.statusCode}`)
  }
}

/** Only the POST: no queue on disk, no retries. */
export class BarePost implements Contender {
  readonly #closeEach: boolean
  #waiting: string[] = []
  #undelivered = 0

  /** With `closeEach` every POST has its own pool; without it undici's agent keeps pools by origin. */
  constructor(closeEach: boolean) {
    this.#closeEach = closeEach
  }

  insert(urls: readonly string[]): Promise<void> {
    this.#waiting.push(...urls)
    this.#undelivered += urls.length
    return Promise.resolve()
  }

  async send(): Promise<void> {
    const urls = this.#waiting
    this.#waiting = []
    let next = 0
    const postAll = async (): Promise<void> => {
      for (;;) {
        const url = urls[next++]
        if (url === undefined) return
        await this.#post(url)
        this.#undelivered -= 1
      }
    }
    await Promise.all(Array.from({ length: SLOTS }, postAll))
  }

  async untilDelivered(): Promise<void> {
    while (this.#undelivered > 0) await new Promise((resolve) => setTimeout(resolve, 1))
  }

  async #post(url: string): Promise<void> {
    const options = { method: 'POST', headers: { 'content-type': 'application/xml' }, body: BODY } as const
    if (!this.#closeEach) {
      const answer = await request(url, options)
      await answer.body.dump()
      return
    }
    const { origin, pathname } = new URL(url)
    const pool = new Pool(origin)
    const answer = await pool.request({ path: pathname, ...options })
    await answer.body.dump()
    await pool.close()
  }
}
