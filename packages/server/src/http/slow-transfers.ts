import type { IncomingMessage, ServerResponse } from 'node:http'

/** How often transfers are looked at, and the least that one must have moved since, ms and bytes. */
const WINDOW_MS = 30_000
const LEAST_BYTES = 4 * 1024

/**
 * Cuts off requests whose body, and responses whose reader, move less than 4 KiB in 30 s: Node's own request time-out
 * counts the whole transfer and would end a large upload on a slow line, and its socket time-out never fires on a
 * client that sends a byte now and then.
 */
export class SlowTransfers {
  readonly #moved = new Map<ServerResponse, number>()
  readonly #timer: NodeJS.Timeout

  constructor() {
    this.#timer = setInterval(() => {
      this.#check()
    }, WINDOW_MS)
    this.#timer.unref()
  }

  watch(request: IncomingMessage, response: ServerResponse): void {
    // The first window is a free one: it may be nearly over when the request arrives.
    this.#moved.set(response, -LEAST_BYTES)
    response.once('close', () => this.#moved.delete(response))
    request.once('error', () => this.#moved.delete(response))
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #check(): void {
    for (const [response, before] of this.#moved) {
      const { req: request } = response
      const { socket } = request
      const waitsForClient = !request.complete || (response.headersSent && response.writableLength > 0)
      const moved = socket.bytesRead + socket.bytesWritten - response.writableLength
      if (waitsForClient && before >= 0 && moved - before < LEAST_BYTES) socket.destroy()
      else this.#moved.set(response, moved)
    }
  }
}
