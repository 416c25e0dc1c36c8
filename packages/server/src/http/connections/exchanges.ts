import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { sourceOf } from './connection-slots.ts'

/** Requests that a client may send ahead of their answers. */
const MAX_PIPELINED = 64

/** A connection that has had a request. */
export interface ActiveConnection {
  /** Of requests under way; more than one when the client does not wait for answers. They are answered in order. */
  readonly responses: ServerResponse[]
  /** Counts up, over all lines, each time that a request comes while none is under way. */
  sequence: number
}

/** What every connection is about. What has ended is dropped at the next look, which spares two listeners for each request. */
export class Exchanges {
  readonly #connections = new Map<Socket, ActiveConnection>()
  #sequence = 0

  get connections(): ReadonlyMap<Socket, ActiveConnection> {
    return this.#connections
  }

  /**
   * Runs `answer` when its turn has come: requests that a client sends ahead are begun one after the other, so that one
   * connection never holds more than one answer.
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

  /** Whether an answer is under way there, so that bytes which belong to none would be taken for its own. */
  isAnswering(socket: Duplex): boolean {
    const line = socket instanceof Socket ? this.#connections.get(socket) : undefined
    if (!line) return false
    dropClosed(line)
    const [first, ...ahead] = line.responses
    return first !== undefined && (first.headersSent || first.req.complete || ahead.length > 0)
  }

  /** Closes the connection, of `source` or of anyone, that has been between two requests the longest. */
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
