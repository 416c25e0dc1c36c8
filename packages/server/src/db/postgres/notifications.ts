import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Log } from '../../base/log.ts'
import { sleep } from '../../base/tasks/wait.ts'
import type { Channel } from '../database.ts'
import type { Wakeups } from '../wakeups.ts'

/** Wake-ups that follow each other within so many ms travel together: each notification costs the server a commit. */
const GATHER_MS = 5
/** All listeners are woken this often, ms: a notification may be lost, or not be heard behind a pooler. */
const POLL_MS = 1_000
const POLL_WHILE_LISTENING_MS = 10_000
const CONNECT_AGAIN_MS = 500
const ASK_MS = 5_000

export interface NotificationOptions {
  readonly config: pg.ClientConfig
  readonly wakeups: Wakeups
  readonly notify: (payload: string) => Promise<unknown>
  /** False where a connection can't be kept: then polling alone is left. */
  readonly listens: boolean
  readonly log: Log
}

/** Carries wake-ups to other processes on the same database and back, over a connection that it renews by itself. */
export class Notifications implements AsyncDisposable {
  static readonly channel = 'lemnis'

  readonly #options: NotificationOptions
  /** Tells the notifications of this process from those of others. */
  readonly #senderId = randomUUID()
  readonly #gathered = new Set<Channel>()
  readonly #end = new AbortController()
  readonly #listening: Promise<void>
  readonly #polling: NodeJS.Timeout
  #lastPoll = performance.now()
  #isListening = false
  #isThrottled = false

  constructor(options: NotificationOptions) {
    this.#options = options
    this.#listening = options.listens ? this.#listen() : Promise.resolve()
    this.#polling = setInterval(() => {
      this.#poll()
    }, POLL_MS).unref()
  }

  /** The first goes at once; what follows soon after waits for more. */
  send(channel: Channel): void {
    this.#gathered.add(channel)
    if (this.#isThrottled) return
    this.#isThrottled = true
    void this.#flush()
    setTimeout(() => {
      this.#isThrottled = false
      const [waiting] = this.#gathered
      if (waiting !== undefined) this.send(waiting)
    }, GATHER_MS)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort()
    clearInterval(this.#polling)
    await this.#listening
  }

  /** Polling makes up for a wake-up that could not be sent. */
  async #flush(): Promise<void> {
    const channels = [...this.#gathered]
    this.#gathered.clear()
    if (this.#end.signal.aborted) return
    await this.#options.notify(`${this.#senderId} ${channels.join(' ')}`).catch(() => undefined)
  }

  #poll(): void {
    const now = performance.now()
    if (this.#isListening && now - this.#lastPoll < POLL_WHILE_LISTENING_MS) return
    this.#lastPoll = now
    this.#options.wakeups.wakeAll()
  }

  async #listen(): Promise<void> {
    const { log } = this.#options
    const { signal } = this.#end
    while (!signal.aborted) {
      await this.#listenOnce().catch((error: unknown) => {
        log.warn({ err: error }, 'the connection that hears of new work broke and is renewed')
      })
      this.#isListening = false
      await sleep(CONNECT_AGAIN_MS, signal)
    }
  }

  /** Ends when the connection does. */
  async #listenOnce(): Promise<void> {
    const { config, wakeups } = this.#options
    const { signal } = this.#end
    const client = new pg.Client(config)
    const { promise: ended, resolve } = Promise.withResolvers<undefined>()
    const end = (): void => resolve(undefined)
    client.on('end', end).on('error', end)
    signal.addEventListener('abort', end)
    client.on('notification', ({ payload = '' }) => {
      const [from, ...channels] = payload.split(' ')
      if (from !== this.#senderId) for (const channel of channels) wakeups.wake(channel)
    })
    try {
      await client.connect()
      await client.query(`LISTEN ${Notifications.channel}`)
      this.#isListening = true
      // Notifications before LISTEN are lost.
      wakeups.wakeAll()
      await Promise.race([ended, this.#untilBroken(client)])
    } finally {
      // A database that is away for hours is tried many times.
      signal.removeEventListener('abort', end)
      await client.end().catch(() => undefined)
    }
  }

  /** Finds out that the server vanished, which looks like one without notifications. */
  async #untilBroken(client: pg.Client): Promise<void> {
    const { signal } = this.#end
    for (;;) {
      await sleep(ASK_MS, signal)
      if (signal.aborted) return
      await client.query('SELECT 1')
    }
  }
}
