import type { CallbackRequest, Failed, Stopped, Transport, TransportResponse } from '../transport.ts'
import type { Connection } from './connection.ts'
import { Connections } from './connections.ts'
import { exchangeOver, type Exchange, type ExchangeResult } from './exchange.ts'
import type { ConnectOptions } from './open-socket.ts'

/** URLs are checked when they are set, but the check may have been laxer then: such a URL fails instead of throwing. */
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

  async send(request: CallbackRequest, signal: AbortSignal): Promise<TransportResponse | Stopped> {
    const { clock } = this.#options
    const target = URL.parse(request.url)
    if (!target || !/^https?:$/.test(target.protocol)) return UNSENDABLE
    const { origin, pathname, search } = target
    const exchange = { clock, request, path: pathname + search, startedAt: clock.monotonic() }
    const first = await this.#sendOver(this.#connections.take(origin), exchange, signal)
    if (!first.stale) return first.response
    // Over a new connection: when a receiver restarts, all idle ones are closed.
    const second = await this.#sendOver(this.#connections.open(origin), exchange, signal)
    return second.response
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#connections[Symbol.dispose]()
    return Promise.resolve()
  }

  async #sendOver(connection: Connection, exchange: Exchange, signal: AbortSignal): Promise<ExchangeResult> {
    const result = await exchangeOver(connection, exchange, signal)
    if (result.complete) this.#connections.giveBack(connection)
    else this.#connections.discard(connection)
    return result
  }
}
