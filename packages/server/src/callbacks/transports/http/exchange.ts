import type { Socket } from 'node:net'
import { errors, type Dispatcher } from 'undici'
import type { Clock } from '../../../base/clock.ts'
import { MAX_ANSWER_BYTES, type Answer, type CallbackRequest, type HeaderValues } from '../transport.ts'
import { exchangeFailure } from './failure.ts'
import type { SendingSockets } from './sending-sockets.ts'

/** A receiver has no reason for more interim (1xx) answers; each costs us work and none ends the attempt. */
const MAX_INTERIM_ANSWERS = 16

export type ExchangeEnd =
  | Answer
  /** The connection had served before and was closed as we sent: nothing came back, so sending again is right. */
  | { readonly kind: 'stale-connection' }

export interface ExchangeOptions {
  readonly clock: Clock
  /** When the attempt must end, on the monotonic clock. */
  readonly endsAt: number
  readonly sockets: SendingSockets
}

/** One request and its answer. Ends at the deadline or when `signal` aborts, whatever the connection does. */
export function exchange(
  pool: Dispatcher,
  request: CallbackRequest,
  options: ExchangeOptions,
  signal: AbortSignal,
): Promise<ExchangeEnd> {
  return new Promise((resolve) => {
    const url = new URL(request.url)
    const handler = new ExchangeHandler(options, (end) => {
      clearTimeout(deadline)
      signal.removeEventListener('abort', stop)
      resolve(end)
    })
    const stop = (): void => handler.stop()
    const deadline = setTimeout(
      () => handler.expire(request.deadlineMs),
      options.endsAt - options.clock.monotonic(),
    )
    signal.addEventListener('abort', stop, { once: true })
    pool.dispatch(
      { method: 'POST', path: url.pathname + url.search, headers: request.headers, body: request.body },
      handler,
    )
    if (signal.aborted) stop()
  })
}

/** Collects the answer. What undici still reports after the end is ignored. */
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions
  readonly #startedAt: number
  readonly #onEnd: (end: ExchangeEnd) => void
  #controller: Dispatcher.DispatchController | undefined
  #ended = false
  #socket: Socket | undefined
  /** What had come over the connection before this request; more than 0 when it had served another. */
  #bytesBefore = 0
  #interim = 0
  #head: { status: number; headers: HeaderValues; firstByteMs: number } | undefined
  readonly #body: Buffer[] = []
  #bodyBytes = 0

  constructor(options: ExchangeOptions, onEnd: (end: ExchangeEnd) => void) {
    this.#options = options
    this.#startedAt = options.clock.monotonic()
    this.#onEnd = onEnd
  }

  expire(deadlineMs: number): void {
    this.#finish({ cause: 'timeout', detail: `no complete answer within ${deadlineMs} ms` })
    this.#abort()
  }

  stop(): void {
    this.#end({ kind: 'stopped' })
    this.#abort()
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    // The deadline passed while the connection was being made.
    if (this.#ended) this.#abort()
    else
      this.#options.sockets.next((socket) => {
        this.#socket = socket
        this.#bytesBefore = socket.bytesRead
      })
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) {
      this.#interim += 1
      if (this.#interim > MAX_INTERIM_ANSWERS) throw new Error('too many interim answers')
      return
    }
    const present = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    )
    this.#head = { status, headers: Object.fromEntries(present), firstByteMs: this.#elapsedMs() }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    const wanted = chunk.subarray(0, MAX_ANSWER_BYTES - this.#bodyBytes)
    this.#body.push(wanted)
    this.#bodyBytes += wanted.length
    if (wanted.length === chunk.length) return
    this.#finish()
    this.#abort()
  }

  onResponseEnd(): void {
    this.#finish()
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    const stale = this.#bytesBefore > 0 && this.#socket?.bytesRead === this.#bytesBefore
    if (stale) this.#end({ kind: 'stale-connection' })
    else this.#finish(exchangeFailure(error))
  }

  /** With a status line there is an answer, however the rest of it ended. */
  #finish(failure?: ReturnType<typeof exchangeFailure>): void {
    const durationMs = this.#elapsedMs()
    if (this.#head)
      this.#end({ kind: 'answered', ...this.#head, body: Buffer.concat(this.#body), durationMs })
    else if (failure) this.#end({ kind: 'failed', ...failure, durationMs })
  }

  #end(end: ExchangeEnd): void {
    if (this.#ended) return
    this.#ended = true
    this.#onEnd(end)
  }

  #abort(): void {
    this.#controller?.abort(new errors.RequestAbortedError())
  }

  #elapsedMs(): number {
    return Math.round(this.#options.clock.monotonic() - this.#startedAt)
  }
}
