import type { Answer, CallbackRequest, Failed, Transport } from '../transport.ts'
import type { Connection } from './connection.ts'
import { Connections } from './connections.ts'
import { exchangeOver, type Exchange, type ExchangeEnd } from './exchange.ts'
import type { ConnectOptions } from './open-socket.ts'

/** Addresses are checked when they are set; what passed an older check must fail, not throw. */
const UNSENDABLE: Failed = {
  kind: 'failed',
  cause: 'refused-address',
  detail: 'the address is no http:// or https:// URL',
  reached: false,
  durationMs: 0,
  timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
  peer: null,
  reused: false,
}

/** POSTs callbacks. Follows no redirect and asks for no compression. */
export class HttpTransport implements Transport {
  readonly #options: ConnectOptions
  readonly #connections: Connections

  constructor(options: ConnectOptions) {
    this.#options = options
    this.#connections = new Connections(options)
  }

  async send(request: CallbackRequest, signal: AbortSignal): Promise<Answer> {
    const { clock } = this.#options
    const target = URL.parse(request.url)
    if (!target || !/^https?:$/.test(target.protocol)) return UNSENDABLE
    const { origin, pathname, search } = target
    const exchange = { clock, request, path: pathname + search, startedAt: clock.monotonic() }
    const first = await this.#sendOver(this.#connections.take(origin), exchange, signal)
    if (!first.stale) return first.answer
    // Over a new one: when a receiver restarts, all connections to it are gone.
    const second = await this.#sendOver(this.#connections.open(origin), exchange, signal)
    return second.answer
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#connections[Symbol.dispose]()
    return Promise.resolve()
  }

  async #sendOver(connection: Connection, exchange: Exchange, signal: AbortSignal): Promise<ExchangeEnd> {
    const end = await exchangeOver(connection, exchange, signal)
    if (end.complete) this.#connections.giveBack(connection)
    else this.#connections.discard(connection)
    return end
  }
}
