import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { Socket } from 'node:net'

const CHANNEL = 'undici:client:sendHeaders'

/**
 * Tells on which socket a request goes out, which undici's handlers do not. It announces that in the same turn in
 * which it starts the request, so the next announcement belongs to the request that started last.
 */
export class SendingSockets implements Disposable {
  #started: ((socket: Socket) => void) | undefined
  readonly #onSend = (message: unknown): void => {
    const started = this.#started
    this.#started = undefined
    if (
      typeof message === 'object' &&
      message !== null &&
      'socket' in message &&
      message.socket instanceof Socket
    ) {
      started?.(message.socket)
    }
  }

  constructor() {
    subscribe(CHANNEL, this.#onSend)
  }

  /** To be called when a request starts. */
  next(started: (socket: Socket) => void): void {
    this.#started = started
  }

  [Symbol.dispose](): void {
    unsubscribe(CHANNEL, this.#onSend)
  }
}
