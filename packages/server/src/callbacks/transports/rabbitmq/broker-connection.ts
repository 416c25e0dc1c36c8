import type { ChannelModel } from 'amqplib'
import type { Failure } from '../transport.ts'
import type { Broker } from './brokers.ts'
import { dial, untilAborted } from './dial.ts'
import { ExchangeChannel, type Publication } from './exchange-channel.ts'

/** Bounds the channels of a connection: beyond it an idle channel is closed. */
const MAX_CHANNELS = 200

const CLOSE_MS = 1_000

interface ChannelEntry {
  readonly opened: Promise<ExchangeChannel>
  /** Publications in flight. */
  uses: number
}

/** A connection to a broker, with a channel for each exchange. A closed one is not reopened: open another. */
export class BrokerConnection implements AsyncDisposable {
  readonly #model: ChannelModel
  readonly #cut: AbortController
  /** By exchange, the least recently used first. */
  readonly #channels = new Map<string, ChannelEntry>()
  #blocked: string | undefined
  #closed = false

  /** Rejects when there is no connection after `timeoutMs`, or with the reason of `signal` when that aborts. */
  static async open(broker: Broker, timeoutMs: number, signal: AbortSignal): Promise<BrokerConnection> {
    const cut = new AbortController()
    const stop = (): void => cut.abort(signal.reason)
    const timer = setTimeout(() => cut.abort(new Error('nothing answered in time')), timeoutMs)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    try {
      return new BrokerConnection(await dial(broker, cut.signal), cut)
    } catch (error) {
      cut.abort(error)
      throw error
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    }
  }

  private constructor(model: ChannelModel, cut: AbortController) {
    this.#model = model
    this.#cut = cut
    model.on('blocked', (reason) => (this.#blocked = reason))
    model.on('unblocked', () => (this.#blocked = undefined))
    // A close event follows.
    model.on('error', () => undefined)
    model.on('close', () => (this.#closed = true))
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Why the broker accepts no messages at the moment, for example because its disk is full. */
  get blocked(): string | undefined {
    return this.#blocked
  }

  /** See `ExchangeChannel.publish`. Publishes nothing after `signal` aborts. Rejects when the connection has closed. */
  async publish(exchange: string, message: Publication, signal: AbortSignal): Promise<Failure | undefined> {
    const entry = this.#entryFor(exchange)
    entry.uses += 1
    try {
      const channel = await entry.opened
      return signal.aborted ? undefined : await channel.publish(message)
    } finally {
      entry.uses -= 1
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.#cut.abort(), CLOSE_MS)
    try {
      if (!this.#closed) await untilAborted(this.#model.close(), this.#cut.signal)
    } catch {
      // The connection has closed meanwhile, or the broker did not respond.
    } finally {
      clearTimeout(timer)
      this.#cut.abort()
    }
  }

  #entryFor(exchange: string): ChannelEntry {
    const entry = this.#channels.get(exchange) ?? { opened: this.#openChannel(exchange), uses: 0 }
    this.#channels.delete(exchange)
    this.#channels.set(exchange, entry)
    return entry
  }

  async #openChannel(exchange: string): Promise<ExchangeChannel> {
    this.#closeOneIfFull()
    const forget = (): void => void this.#channels.delete(exchange)
    try {
      return new ExchangeChannel(exchange, await this.#model.createConfirmChannel(), forget)
    } catch (error) {
      forget()
      throw error
    }
  }

  #closeOneIfFull(): void {
    if (this.#channels.size < MAX_CHANNELS) return
    const idle = [...this.#channels].find(([, { uses }]) => uses === 0)
    if (!idle) return
    this.#channels.delete(idle[0])
    void idle[1].opened.then((channel) => channel.close())
  }
}
