import type { CallbackRequest, Stopped, Transport, TransportResponse } from './transport.ts'

interface Transports {
  readonly http: Transport
  /** For `tdmq:` URLs. */
  readonly tdmq: Transport
}

/** Sends each callback by the transport for the scheme of its URL. */
export class TransportRouter implements Transport {
  readonly #transports: Transports

  constructor(transports: Transports) {
    this.#transports = transports
  }

  send(request: CallbackRequest, signal: AbortSignal): Promise<TransportResponse | Stopped> {
    const { http, tdmq } = this.#transports
    return (request.url.startsWith('tdmq:') ? tdmq : http).send(request, signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { http, tdmq } = this.#transports
    await Promise.all([http[Symbol.asyncDispose](), tdmq[Symbol.asyncDispose]()])
  }
}
