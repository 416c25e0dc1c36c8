import type { Answer, CallbackRequest, Transport } from './transport.ts'

interface Transports {
  readonly http: Transport
  /** For `tdmq:` addresses. */
  readonly tdmq: Transport
}

/** Sends each callback by the transport that its address asks for. */
export class TransportByAddress implements Transport {
  readonly #transports: Transports

  constructor(transports: Transports) {
    this.#transports = transports
  }

  send(request: CallbackRequest, signal: AbortSignal): Promise<Answer> {
    const { http, tdmq } = this.#transports
    return (request.url.startsWith('tdmq:') ? tdmq : http).send(request, signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { http, tdmq } = this.#transports
    await Promise.all([http[Symbol.asyncDispose](), tdmq[Symbol.asyncDispose]()])
  }
}
