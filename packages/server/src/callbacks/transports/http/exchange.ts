import type { Clock } from '../../../base/clock.ts'
import type { AttemptEvidence, Failure, Stopped, TransportResponse } from '../transport.ts'
import type { Connection, ConnectionUser, RequestBytes } from './connection.ts'
import { exchangeFailure } from './failure.ts'
import { ResponseReader } from './response/response-reader.ts'

/**
 * How long a response that may be complete is waited for. Some receivers give their body no length and do not close the
 * connection either; others leave out the end of the last chunk.
 */
const SILENCE_MS = 1_000

const LOST: Failure = {
  cause: 'connection-lost',
  detail: 'the receiver closed the connection without an answer',
}

export interface ExchangeResult {
  readonly response: TransportResponse | Stopped
  /** For how long the connection may be idle and then reused, in ms; 0 for not at all. */
  readonly idleMs: number
  /** A reused connection was closed while the request was sent. Nothing came back, so it is safe to send again. */
  readonly stale: boolean
}

export interface Exchange {
  readonly clock: Clock
  readonly request: RequestBytes
  readonly deadlineMs: number
  /** Start of the attempt on the monotonic clock, ms: the deadline and the timings count from here. */
  readonly startedAt: number
}

/** Sends one request and reads its response. Ends at the deadline or when `signal` aborts at the latest. */
export function exchangeOver(
  connection: Connection,
  exchange: Exchange,
  signal: AbortSignal,
): Promise<ExchangeResult> {
  const { clock, request, deadlineMs, startedAt } = exchange
  return new Promise((resolve) => {
    const handler = new ExchangeHandler(connection, exchange, (result) => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', stop)
      resolve(result)
    })
    const stop = (): void => handler.stop()
    const deadline = setTimeout(() => handler.expire(), startedAt + deadlineMs - clock.monotonic())
    signal.addEventListener('abort', stop, { once: true })
    connection.send(request, handler)
    if (signal.aborted) stop()
  })
}

/** Collects the response. What the connection reports after the end is ignored. */
class ExchangeHandler implements ConnectionUser {
  readonly #connection: Connection
  readonly #exchange: Exchange
  readonly #onEnd: (result: ExchangeResult) => void
  readonly #reused: boolean
  readonly #response = new ResponseReader()
  #ended = false
  #sent = false
  /** Whether anything came back. */
  #answered = false
  #firstByteMs: number | null = null
  #silence: NodeJS.Timeout | undefined

  constructor(connection: Connection, exchange: Exchange, onEnd: (result: ExchangeResult) => void) {
    this.#connection = connection
    this.#exchange = exchange
    this.#onEnd = onEnd
    this.#reused = connection.uses > 0
  }

  expire(): void {
    const missing = this.#sent ? 'complete answer' : this.#connection.peer ? 'TLS handshake' : 'connection'
    this.#finish({ cause: 'timeout', detail: `no ${missing} within ${this.#exchange.deadlineMs} ms` })
  }

  stop(): void {
    this.#end({ response: { kind: 'stopped' }, idleMs: 0, stale: false })
  }

  onSent(): void {
    this.#sent = true
  }

  onBytes(bytes: Buffer): void {
    this.#answered = true
    this.#response.push(bytes)
    if (this.#response.status !== undefined) this.#firstByteMs ??= this.#elapsedMs()
    if (this.#response.ended) this.#finish({ cause: 'protocol', detail: this.#response.problem })
    else if (this.#response.mayBeComplete) this.#awaitSilence()
  }

  onEnd(): void {
    this.#finish(LOST)
  }

  onError(error: Error): void {
    this.#finish(exchangeFailure(error))
  }

  #awaitSilence(): void {
    if (this.#silence) this.#silence.refresh()
    else this.#silence = setTimeout(() => this.#finish(LOST), SILENCE_MS)
  }

  /** Once there is a status line it is a response, even when the rest of it failed. */
  #finish(failure: Failure): void {
    if (this.#ended) return
    if (!this.#response.ended) this.#response.breakOff()
    const { status, headers, body, idleMs } = this.#response
    const evidence = this.#evidence()
    if (status === undefined) {
      const response = { kind: 'failed', ...failure, reached: this.#sent, ...evidence } as const
      const stale = this.#reused && !this.#answered && failure.cause === 'connection-lost'
      this.#end({ response, idleMs: 0, stale })
    } else {
      this.#end({
        response: { kind: 'answered', status, headers, body, ...evidence },
        idleMs,
        stale: false,
      })
    }
  }

  #evidence(): AttemptEvidence {
    const { steps, peer } = this.#connection
    const firstByteMs = this.#firstByteMs
    return {
      durationMs: this.#elapsedMs(),
      timings: this.#reused
        ? { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs }
        : { ...steps, firstByteMs },
      peer,
      reused: this.#reused,
    }
  }

  #end(result: ExchangeResult): void {
    if (this.#ended) return
    this.#ended = true
    clearTimeout(this.#silence)
    this.#onEnd(result)
  }

  #elapsedMs(): number {
    return Math.round(this.#exchange.clock.monotonic() - this.#exchange.startedAt)
  }
}
