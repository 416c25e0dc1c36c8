import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { dropClosed, type Exchanges, type Line } from './exchanges.ts'

/** How often transfers are looked at, and the least that one must have moved since, ms and bytes. */
const WINDOW_MS = 30_000
const LEAST_BYTES = 4 * 1024
/** Looks that find a connection between two requests before it is closed: more than Node's own time-out for that. */
const IDLE_LOOKS = 4

/** What the last look saw. */
interface Look {
  /** Of the line; another number is a new beginning. */
  readonly began: number
  readonly isComplete: boolean
  readonly read: number
  readonly written: number
  /** Looks in a row that found no request. */
  readonly idle: number
}

/**
 * Cuts off requests whose body, and responses whose reader, move less than 4 KiB in 30 s: Node's own request time-out
 * counts the whole transfer and would end a large upload on a slow line, and its socket time-outs never fire on a
 * client that sends a byte now and then. For the same reason it ends what idles for long.
 */
export class SlowTransfers {
  readonly #looks = new WeakMap<Socket, Look>()
  readonly #timer: NodeJS.Timeout

  constructor(exchanges: Exchanges, windowMs = WINDOW_MS) {
    this.#timer = setInterval(() => {
      for (const [socket, line] of exchanges.lines) this.#look(socket, line)
    }, windowMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #look(socket: Socket, line: Line): void {
    dropClosed(line)
    const [response] = line.responses
    const before = this.#looks.get(socket)
    const now = lookAt(socket, line, before)
    this.#looks.set(socket, now)
    if (response ? isStuck(response, now, before) : now.idle >= IDLE_LOOKS) socket.destroy()
  }
}

function lookAt(socket: Socket, line: Line, before: Look | undefined): Look {
  const [response] = line.responses
  return {
    began: line.began,
    isComplete: response?.req.complete ?? true,
    read: socket.bytesRead,
    // What waits in this process has not moved.
    written: socket.bytesWritten - (response?.writableLength ?? 0),
    idle: response ? 0 : (before?.idle ?? 0) + 1,
  }
}

function isStuck(response: ServerResponse, now: Look, before: Look | undefined): boolean {
  // The first window is a free one: it may be nearly over when the request arrives.
  if (before?.began !== now.began) return false
  const waitsForClient = !now.isComplete || (response.headersSent && response.writableLength > 0)
  // What a client sends behind its request does not help an answer that it does not read.
  const moved = now.written - before.written + (before.isComplete ? 0 : now.read - before.read)
  return waitsForClient && moved < LEAST_BYTES
}
