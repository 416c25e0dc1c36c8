import { Connection } from './connection.ts'
import type { ConnectOptions } from './open-socket.ts'
import { TlsSessions } from './tls-sessions.ts'

/** Idle connections end by themselves within seconds; this bounds the open files of one moment. */
const MAX_IDLE = 1_000

/** Every connection of a transport: the busy ones, and by origin those that wait to be used again. */
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

  /** The connection that was used last, which its receiver is least likely to have closed; or a new one. */
  take(origin: string): Connection {
    const connection = this.#idleByOrigin.get(origin)?.at(-1)
    if (!connection) return this.open(origin)
    this.#removeIdle(connection)
    this.#busy.add(connection)
    return connection
  }

  /** A connection that never served. */
  open(origin: string): Connection {
    const connection = new Connection(origin, {
      ...this.#options,
      sessions: this.#sessions,
      onClose: (closed) => {
        if (this.#removeIdle(closed)) closed.destroy()
      },
    })
    this.#busy.add(connection)
    return connection
  }

  /** Keeps a connection for the next request, if it can serve one. */
  giveBack(connection: Connection): void {
    if (!connection.reusable || !this.#busy.delete(connection)) {
      this.discard(connection)
      return
    }
    this.#idle.add(connection)
    const others = this.#idleByOrigin.get(connection.origin)
    if (others) others.push(connection)
    else this.#idleByOrigin.set(connection.origin, [connection])
    this.#closeLongestIdle()
  }

  discard(connection: Connection): void {
    this.#busy.delete(connection)
    connection.destroy()
  }

  [Symbol.dispose](): void {
    for (const connection of [...this.#busy, ...this.#idle]) connection.destroy()
    this.#busy.clear()
    this.#idle.clear()
    this.#idleByOrigin.clear()
  }

  #closeLongestIdle(): void {
    const [longestIdle] = this.#idle
    if (!longestIdle || this.#idle.size <= MAX_IDLE) return
    this.#removeIdle(longestIdle)
    longestIdle.destroy()
  }

  #removeIdle(connection: Connection): boolean {
    if (!this.#idle.delete(connection)) return false
    const ofOrigin = this.#idleByOrigin.get(connection.origin) ?? []
    if (ofOrigin.length <= 1) this.#idleByOrigin.delete(connection.origin)
    else ofOrigin.splice(ofOrigin.indexOf(connection), 1)
    return true
  }
}
