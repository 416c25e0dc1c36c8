import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { dropClosed, type Exchanges, type ActiveConnection } from './exchanges.ts'

/** The least that a transfer must move in so long, bytes and ms. */
const MIN_BYTES = 4 * 1024
const WINDOW_MS = 30_000
/** A transfer is looked at so often in a window. */
const CHECKS_PER_WINDOW = 6
/** Looks that find a connection between two requests before it is closed: more than Node's own time-out for that. */
const IDLE_CHECKS = 20

/** How a connection was when it last moved enough, or when its request was new. */
interface TransferSnapshot {
  /** Of the line; another number is a new beginning. */
  readonly began: number
  readonly isComplete: boolean
  readonly read: number
  readonly written: number
  /** Since then, without enough movement or without a request. */
  readonly checks: number
}

/**
 * Cuts off requests whose body, and responses whose reader, move less than 4 KiB in 30 s: Node's own request time-out
 * counts the whole transfer and would end a large upload on a slow line, and its socket time-outs never fire on a
 * client that sends a byte now and then. For the same reason it ends what idles for long.
 */
export class SlowTransfers {
  readonly #snapshots = new WeakMap<Socket, TransferSnapshot>()
  readonly #timer: NodeJS.Timeout

  constructor(exchanges: Exchanges, windowMs = WINDOW_MS) {
    this.#timer = setInterval(() => {
      for (const [socket, line] of exchanges.connections) this.#check(socket, line)
    }, windowMs / CHECKS_PER_WINDOW)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #check(socket: Socket, line: ActiveConnection): void {
    dropClosed(line)
    const [response] = line.responses
    const now = takeSnapshot(socket, line)
    const mark = this.#snapshots.get(socket)
    const isQuiet = mark?.began === now.began && (!response || isStuck(response, now, mark))
    const looks = isQuiet ? mark.checks + 1 : 0
    this.#snapshots.set(socket, isQuiet ? { ...mark, checks: looks } : now)
    if (looks >= (response ? CHECKS_PER_WINDOW : IDLE_CHECKS)) socket.destroy()
  }
}

function takeSnapshot(
  socket: Socket,
  { sequence, responses: [response] }: ActiveConnection,
): TransferSnapshot {
  return {
    // What follows the last answer is a beginning, too.
    began: response ? sequence : -sequence,
    isComplete: response?.req.complete ?? true,
    read: socket.bytesRead,
    // What waits in this process has not moved.
    written: socket.bytesWritten - (response?.writableLength ?? 0),
    checks: 0,
  }
}

function isStuck(response: ServerResponse, now: TransferSnapshot, mark: TransferSnapshot): boolean {
  const waitsForClient = !now.isComplete || (response.headersSent && response.writableLength > 0)
  // What a client sends behind its request does not help an answer that it does not read.
  const moved = now.written - mark.written + (mark.isComplete ? 0 : now.read - mark.read)
  return waitsForClient && moved < MIN_BYTES
}
