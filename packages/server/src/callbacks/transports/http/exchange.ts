import { type Dispatcher } from 'undici'
import type { Clock } from '../../../base/clock.ts'
import {
  MAX_RESPONSE_BYTES,
  type AttemptEvidence,
  type CallbackRequest,
  type Failure,
  type HeaderValues,
  type Stopped,
  type TransportResponse,
} from '../transport.ts'
import type { Connection } from './connection.ts'
import { exchangeFailure } from './failure.ts'

/** A receiver has no reason for more informational (1xx) responses: each costs work and none ends the attempt. */
const MAX_INFORMATIONAL_RESPONSES = 16

export interface ExchangeResult {
  readonly response: TransportResponse | Stopped
  /** The whole response was read, so the connection can be reused. */
  readonly complete: boolean
  /** A reused connection was closed while the request was sent. Nothing came back, so it is safe to send again. */
  readonly stale: boolean
}

export interface Exchange {
  readonly clock: Clock
  readonly request: CallbackRequest
  /** With the query. */
  readonly path: string
  /** Start of the attempt on the monotonic clock, ms: the deadline and the timings count from here. */
  readonly startedAt: number
}

/** Sends one request and reads its response. Ends at the deadline or when `signal` aborts at the latest. */
export function exchangeOver(
  connection: Connection,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<ExchangeResult> {
  const { clock, request, path, startedAt } = exchange
  return new Promise((resolve) => {
    const handler = new ExchangeHandler(connection, exchange, (result) => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', stop)
      resolve(result)
    })
    const stop = (): void => handler.stop()
    const deadline = setTimeout(() => handler.expire(), startedAt + request.deadlineMs - clock.monotonic())
    signal.addEventListener('abort', stop, { once: true })
    const { headers, body } = request
    connection.client.dispatch({ method: 'POST', path, headers, body }, handler)
    if (signal.aborted) stop()
  })
}

/** Collects the response. What undici reports after the end is ignored. */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #connection: Connection
  readonly #exchange: Exchange
  readonly #onEnd: (result: ExchangeResult) => void
  #ended = false
  #sent = false
  #reused = false
  /** Bytes received over the connection before this request. */
  #bytesBefore = 0
  #informational = 0
  #head: { status: number; headers: HeaderValues } | undefined
  #firstByteMs: number | null = null
  readonly #body: Buffer[] = []
  #bodyBytes = 0

  constructor(connection: Connection, exchange: Exchange, onEnd: (result: ExchangeResult) => void) {
    this.#connection = connection
    this.#exchange = exchange
    this.#onEnd = onEnd
  }

  expire(): void {
    const missing = this.#sent ? 'complete answer' : this.#connection.peer ? 'TLS handshake' : 'connection'
    this.#finish({ cause: 'timeout', detail: `no ${missing} within ${this.#exchange.request.deadlineMs} ms` })
  }

  stop(): void {
    this.#end({ response: { kind: 'stopped' }, complete: false, stale: false })
  }

  onRequestStart(): void {
    this.#sent = true
    this.#reused = this.#connection.uses > 0
    this.#connection.uses += 1
    this.#bytesBefore = this.#connection.bytesRead
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: HeaderValues): void {
    if (status < 200) {
      this.#informational += 1
      if (this.#informational > MAX_INFORMATIONAL_RESPONSES) throw new Error('too many interim answers')
      return
    }
    this.#firstByteMs = this.#elapsedMs()
    this.#head = { status, headers }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    const kept = chunk.subarray(0, MAX_RESPONSE_BYTES - this.#bodyBytes)
    this.#body.push(kept)
    this.#bodyBytes += kept.length
    if (kept.length < chunk.length) this.#finish()
  }

  onResponseEnd(): void {
    this.#finish(undefined, true)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#finish(exchangeFailure(error))
  }

  /** Once there is a status line it is a response, even when the rest of it failed. */
  #finish(failure?: Failure, complete = false): void {
    const evidence = this.#evidence()
    if (this.#head) {
      const response = { kind: 'answered', ...this.#head, body: this.#bodyRead(), ...evidence } as const
      this.#end({ response, complete, stale: false })
    } else if (failure) {
      const stale = this.#reused && this.#connection.bytesRead === this.#bytesBefore
      const response = { kind: 'failed', ...failure, reached: this.#sent, ...evidence } as const
      this.#end({ response, complete: false, stale: stale && failure.cause === 'connection-lost' })
    }
  }

  #evidence(): AttemptEvidence {
    const { steps, peer } = this.#connection
    const firstByteMs = this.#firstByteMs
    return {
      durationMs: this.#elapsedMs(),
      timings: this.#reused
        ? { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs }
        : { dnsMs: steps.dnsMs, connectMs: steps.connectMs, tlsMs: steps.tlsMs, firstByteMs },
      peer,
      reused: this.#reused,
    }
  }

  #bodyRead(): Buffer {
    const [only = Buffer.alloc(0), ...more] = this.#body
    return more.length === 0 ? only : Buffer.concat(this.#body)
  }

  #end(result: ExchangeResult): void {
    if (this.#ended) return
    this.#ended = true
    this.#onEnd(result)
  }

  #elapsedMs(): number {
    return Math.round(this.#exchange.clock.monotonic() - this.#exchange.startedAt)
  }
}
