import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { dropClosed, type Exchanges, type ActiveConnection } from './exchanges.ts'

/** The least progress of a transfer in this time, bytes and ms. */
const MIN_BYTES = 4 * 1024
const WINDOW_MS = 30_000
/** Checks of a transfer within the window. */
const CHECKS_PER_WINDOW = 6
/** Checks that find a connection idle before it is closed: longer than Node's own time-out. */
const IDLE_CHECKS = 20

/** The state of a connection at its last progress, or when its request was new. */
interface TransferSnapshot {
  /** Of the connection; a different number means a new request. */
  readonly began: number
  readonly isComplete: boolean
  readonly read: number
  readonly written: number
  /** Checks since then, without enough progress or without a request. */
  readonly checks: number
}

/**
 * Closes connections whose request body or response moves less than 4 KiB in 30 s. Node's request time-out counts the
 * whole transfer and would end a large upload on a slow line. Its socket time-outs never fire for a client that sends
 * a byte now and then. For the same reason, idle connections are closed here.
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
    // The time after the last response is a new start, too.
    began: response ? sequence : -sequence,
    isComplete: response?.req.complete ?? true,
    read: socket.bytesRead,
    // Bytes that are buffered in this process have not been sent.
    written: socket.bytesWritten - (response?.writableLength ?? 0),
    checks: 0,
  }
}

function isStuck(response: ServerResponse, now: TransferSnapshot, mark: TransferSnapshot): boolean {
  const waitsForClient = !now.isComplete || (response.headersSent && response.writableLength > 0)
  // Bytes that a client sends after its request don't count for a response that it does not read.
  const moved = now.written - mark.written + (mark.isComplete ? 0 : now.read - mark.read)
  return waitsForClient && moved < MIN_BYTES
}
