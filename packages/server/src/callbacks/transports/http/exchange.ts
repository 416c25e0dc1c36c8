import { type Dispatcher } from 'undici'
import type { Clock } from '../../../base/clock.ts'
import {
  MAX_ANSWER_BYTES,
  type Answer,
  type AttemptEvidence,
  type CallbackRequest,
  type Failed,
  type HeaderValues,
} from '../transport.ts'
import type { Connection } from './connection.ts'
import { exchangeFailure } from './failure.ts'

/** A receiver has no reason for more interim (1xx) answers; each costs us work and none ends the attempt. */
const MAX_INTERIM_ANSWERS = 16

export interface ExchangeEnd {
  readonly answer: Answer
  /** The answer came whole, so the connection may serve again. */
  readonly complete: boolean
  /** The connection had served before and was closed as we sent: nothing came back, so sending again is right. */
  readonly stale: boolean
}

export interface Exchange {
  readonly clock: Clock
  readonly request: CallbackRequest
  /** With the query. */
  readonly path: string
  /** When the attempt began, on the monotonic clock: its deadline and its times count from here. */
  readonly startedAt: number
}

/** One request and its answer. Ends at the deadline or when `signal` aborts, whatever the connection does. */
export function exchangeOver(
  connection: Connection,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<ExchangeEnd> {
  const { clock, request, path, startedAt } = exchange
  return new Promise((resolve) => {
    const handler = new ExchangeHandler(connection, exchange, (end) => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', stop)
      resolve(end)
    })
    const stop = (): void => handler.stop()
    const deadline = setTimeout(() => handler.expire(), startedAt + request.deadlineMs - clock.monotonic())
    signal.addEventListener('abort', stop, { once: true })
    const { headers, body } = request
    connection.client.dispatch({ method: 'POST', path, headers, body }, handler)
    if (signal.aborted) stop()
  })
}

/** Collects the answer. What undici still reports after the end is ignored. */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #connection: Connection
  readonly #exchange: Exchange
  readonly #onEnd: (end: ExchangeEnd) => void
  #ended = false
  #sent = false
  #reused = false
  /** What had come over the connection before this request. */
  #bytesBefore = 0
  #interim = 0
  #head: { status: number; headers: HeaderValues } | undefined
  #firstByteMs: number | null = null
  readonly #body: Buffer[] = []
  #bodyBytes = 0

  constructor(connection: Connection, exchange: Exchange, onEnd: (end: ExchangeEnd) => void) {
    this.#connection = connection
    this.#exchange = exchange
    this.#onEnd = onEnd
  }

  expire(): void {
    const missing = this.#sent ? 'complete answer' : this.#connection.peer ? 'TLS handshake' : 'connection'
    this.#finish({ cause: 'timeout', detail: `no ${missing} within ${this.#exchange.request.deadlineMs} ms` })
  }

  stop(): void {
    this.#end({ answer: { kind: 'stopped' }, complete: false, stale: false })
  }

  onRequestStart(): void {
    this.#sent = true
    this.#reused = this.#connection.uses > 0
    this.#connection.uses += 1
    this.#bytesBefore = this.#connection.bytesRead
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: HeaderValues): void {
    if (status < 200) {
      this.#interim += 1
      if (this.#interim > MAX_INTERIM_ANSWERS) throw new Error('too many interim answers')
      return
    }
    this.#firstByteMs = this.#elapsedMs()
    this.#head = { status, headers }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    const wanted = chunk.subarray(0, MAX_ANSWER_BYTES - this.#bodyBytes)
    this.#body.push(wanted)
    this.#bodyBytes += wanted.length
    if (wanted.length < chunk.length) this.#finish()
  }

  onResponseEnd(): void {
    this.#finish(undefined, true)
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#finish(exchangeFailure(error))
  }

  /** With a status line there is an answer, however the rest of it ended. */
  #finish(failure?: Pick<Failed, 'cause' | 'detail'>, complete = false): void {
    const evidence = this.#evidence()
    if (this.#head) {
      const answer = { kind: 'answered', ...this.#head, body: this.#bodyRead(), ...evidence } as const
      this.#end({ answer, complete, stale: false })
    } else if (failure) {
      const stale = this.#reused && this.#connection.bytesRead === this.#bytesBefore
      const answer = { kind: 'failed', ...failure, reached: this.#sent, ...evidence } as const
      this.#end({ answer, complete: false, stale: stale && failure.cause === 'connection-lost' })
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

  #end(end: ExchangeEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.#onEnd(end)
  }

  #elapsedMs(): number {
    return Math.round(this.#exchange.clock.monotonic() - this.#exchange.startedAt)
  }
}
