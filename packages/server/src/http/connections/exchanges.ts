import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { sourceOf } from './connection-slots.ts'

/** Requests that a client may pipeline. */
const MAX_PIPELINED = 64

/** A connection that has received a request. */
export interface ActiveConnection {
  /** Of the requests in progress, in order; more than one when the client pipelines. */
  readonly responses: ServerResponse[]
  /** Increases, over all connections, with each request that arrives on an idle connection. */
  sequence: number
}

/**
 * The requests in progress on each connection. Ended ones are dropped at the next access, which saves two listeners
 * for each request.
 */
export class Exchanges {
  readonly #connections = new Map<Socket, ActiveConnection>()
  #sequence = 0

  get connections(): ReadonlyMap<Socket, ActiveConnection> {
    return this.#connections
  }

  /**
   * Runs `answer` when the request is next: pipelined requests are handled one after the other, so that a
   * connection never holds more than one response.
   */
  begin(request: IncomingMessage, response: ServerResponse, answer: () => void): void {
    const { socket } = request
    const line = this.#connectionOf(socket)
    const before = line.responses.at(-1)
    line.responses.push(response)
    if (!before) answer()
    else if (line.responses.length > MAX_PIPELINED) socket.destroy()
    else before.once('close', () => !socket.destroyed && answer())
  }

  /** Whether a response is in progress there, so that bytes of anything else would be taken for its own. */
  isAnswering(socket: Duplex): boolean {
    const line = socket instanceof Socket ? this.#connections.get(socket) : undefined
    if (!line) return false
    dropClosed(line)
    const [first, ...ahead] = line.responses
    return first !== undefined && (first.headersSent || first.req.complete || ahead.length > 0)
  }

  /** Closes the connection, of `source` or of any, that has been idle between two requests the longest. */
  closeIdle(source?: string): boolean {
    let idle: Socket | undefined
    let began = Infinity
    for (const [socket, line] of this.#connections) {
      dropClosed(line)
      if (line.sequence > began || line.responses.length > 0 || socket.destroyed) continue
      if (source !== undefined && sourceOf(socket.remoteAddress ?? '') !== source) continue
      idle = socket
      began = line.sequence
    }
    idle?.destroy()
    return idle !== undefined
  }

  #connectionOf(socket: Socket): ActiveConnection {
    const known = this.#connections.get(socket)
    const line = known ?? { responses: [], sequence: 0 }
    if (!known) {
      this.#connections.set(socket, line)
      socket.once('close', () => this.#connections.delete(socket))
    }
    dropClosed(line)
    if (line.responses.length === 0) line.sequence = this.#sequence += 1
    return line
  }
}

export function dropClosed({ responses }: ActiveConnection): void {
  while (responses[0]?.closed) responses.shift()
}
