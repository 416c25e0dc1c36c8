import type { CallbackRequest, Failure, Stopped, Transport, TransportResponse } from '../transport.ts'
import type { Connection } from './connection.ts'
import { Connections } from './connections.ts'
import { exchangeOver, type Exchange, type ExchangeResult } from './exchange.ts'
import type { ConnectOptions } from './open-socket.ts'
import { isSendable, requestHead } from './request-head.ts'

const NOTHING_DONE = {
  kind: 'failed',
  reached: false,
  durationMs: 0,
  timings: { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null },
  peer: null,
  reused: false,
} as const

/** URLs are checked when they are set, but the check may have been laxer then: such a URL fails instead of throwing. */
const NO_URL: Failure = {
  cause: 'refused-address',
  detail: 'the address is no http:// or https:// URL',
}
const BAD_HEADER: Failure = {
  cause: 'protocol',
  detail: 'a header of the request has a character that HTTP does not allow',
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
    const { headers, body, deadlineMs } = request
    const target = URL.parse(request.url)
    if (!target || !/^https?:$/.test(target.protocol)) return { ...NOTHING_DONE, ...NO_URL }
    if (!isSendable(headers)) return { ...NOTHING_DONE, ...BAD_HEADER }
    const { origin, host, pathname, search } = target
    const head = requestHead({ host, path: pathname + search, headers, bodyBytes: body.length })
    const exchange = { clock, request: { head, body }, deadlineMs, startedAt: clock.monotonic() }
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
    this.#connections.giveBack(connection, result.idleMs)
    return result
  }
}
