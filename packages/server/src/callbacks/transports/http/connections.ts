import { Connection } from './connection.ts'
import type { ConnectOptions } from './open-socket.ts'
import { TlsSessions } from './tls-sessions.ts'

/** Idle connections close by themselves within seconds; this bounds the open files at any moment. */
const MAX_IDLE = 1_000

/** All connections of a transport: the busy ones, and the idle ones by origin. */
export class Connections implements Disposable {
  readonly #options: ConnectOptions
  readonly #busy = new Set<Connection>()
  /** The longest idle first. */
  readonly #idle = new Set<Connection>()
  readonly #idleByOrigin = new Map<string, Connection[]>()
  readonly #sessions = new TlsSessions()

  constructor(options: ConnectOptions) {
    this.#options = options
  }

  /** Returns the most recently used idle connection, which is the least likely to be closed, or a new one. */
  take(origin: string): Connection {
    const connection = this.#idleByOrigin.get(origin)?.at(-1)
    if (!connection) return this.open(origin)
    this.#removeIdle(connection)
    this.#busy.add(connection)
    return connection
  }

  /** Returns a new connection. */
  open(origin: string): Connection {
    const connection = new Connection(origin, {
      ...this.#options,
      sessions: this.#sessions,
      onClose: (closed) => this.#removeIdle(closed),
    })
    this.#busy.add(connection)
    return connection
  }

  /** Keeps a connection for the next request, for `idleMs` and if it is reusable. */
  giveBack(connection: Connection, idleMs: number): void {
    if (idleMs === 0 || !connection.reusable || !this.#busy.delete(connection)) {
      this.#discard(connection)
      return
    }
    connection.release(idleMs)
    this.#idle.add(connection)
    const idle = this.#idleByOrigin.get(connection.origin)
    if (idle) idle.push(connection)
    else this.#idleByOrigin.set(connection.origin, [connection])
    this.#closeLongestIdle()
  }

  [Symbol.dispose](): void {
    for (const connection of [...this.#busy, ...this.#idle]) connection.destroy()
    this.#busy.clear()
    this.#idle.clear()
    this.#idleByOrigin.clear()
  }

  #discard(connection: Connection): void {
    this.#busy.delete(connection)
    connection.destroy()
  }

  #closeLongestIdle(): void {
    const [longestIdle] = this.#idle
    if (!longestIdle || this.#idle.size <= MAX_IDLE) return
    this.#removeIdle(longestIdle)
    longestIdle.destroy()
  }

  #removeIdle(connection: Connection): void {
    if (!this.#idle.delete(connection)) return
    const ofOrigin = this.#idleByOrigin.get(connection.origin) ?? []
    if (ofOrigin.length <= 1) this.#idleByOrigin.delete(connection.origin)
    else ofOrigin.splice(ofOrigin.indexOf(connection), 1)
  }
}
