import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How often transfers are looked at, and the least that one must have moved since, ms and bytes. */
const WINDOW_MS = 30_000
const LEAST_BYTES = 4 * 1024

interface Connection {
  /** Of requests under way; more than one when the client does not wait for answers. They are answered in order. */
  readonly responses: ServerResponse[]
  /** Bytes in both directions when it was last looked at. */
  moved: number
}

/**
 * Cuts off requests whose body, and responses whose reader, move less than 4 KiB in 30 s: Node's own request time-out
 * counts the whole transfer and would end a large upload on a slow line, and its socket time-out never fires on a
 * client that sends a byte now and then.
 */
export class SlowTransfers {
  readonly #connections = new Map<Socket, Connection>()
  readonly #timer: NodeJS.Timeout

  constructor(windowMs = WINDOW_MS) {
    this.#timer = setInterval(() => {
      this.#check()
    }, windowMs)
    this.#timer.unref()
  }

  /** What has ended is dropped at the next request or look, which spares two listeners for each request. */
  watch({ socket }: IncomingMessage, response: ServerResponse): void {
    const connection = this.#connections.get(socket) ?? this.#add(socket)
    dropClosed(connection.responses)
    // The first window is a free one: it may be nearly over when the request arrives.
    if (connection.responses.length === 0) connection.moved = -LEAST_BYTES
    connection.responses.push(response)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #check(): void {
    for (const [socket, connection] of this.#connections) {
      dropClosed(connection.responses)
      const [response] = connection.responses
      if (!response) continue
      const { req: request } = response
      const { moved: before } = connection
      const waitsForClient = !request.complete || (response.headersSent && response.writableLength > 0)
      const moved = socket.bytesRead + socket.bytesWritten - response.writableLength
      if (waitsForClient && before >= 0 && moved - before < LEAST_BYTES) socket.destroy()
      else connection.moved = moved
    }
  }

  #add(socket: Socket): Connection {
    const connection = { responses: [], moved: 0 }
    this.#connections.set(socket, connection)
    socket.once('close', () => this.#connections.delete(socket))
    return connection
  }
}

function dropClosed(responses: ServerResponse[]): void {
  while (responses[0]?.closed) responses.shift()
}
