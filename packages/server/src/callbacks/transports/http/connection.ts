import type { Socket } from 'node:net'
import { Client, type buildConnector } from 'undici'
import { MAX_ANSWER_BYTES } from '../transport.ts'
import { openSocket, type ConnectOptions, type ConnectSteps } from './open-socket.ts'
import type { TlsSessions } from './tls-sessions.ts'

/**
 * A connection that was idle for longer is not used again, unless the receiver names its own time: receivers close
 * idle connections, and a request that crosses such a close is lost.
 */
const KEEP_ALIVE_MS = 1_000
const KEEP_ALIVE_MAX_MS = 30_000

export interface ConnectionOptions extends ConnectOptions {
  readonly sessions: TlsSessions
  /** Called when the socket has closed, by whomever. */
  readonly onClose: (connection: Connection) => void
}

/**
 * One connection to one origin, for one request at a time. undici's pool would do the same, but would not tell which
 * socket a request went over, and keeps a connection that is being made after all have given it up.
 */
export class Connection {
  readonly origin: string
  readonly client: Client
  /** How the present socket came about. */
  steps: ConnectSteps = { dnsMs: null, connectMs: null, tlsMs: null }
  peer: string | null = null
  /** Requests that the present socket carried. */
  uses = 0
  readonly #options: ConnectionOptions
  #socket: Socket | undefined

  constructor(origin: string, options: ConnectionOptions) {
    this.origin = origin
    this.#options = options
    this.client = new Client(origin, {
      connect: (target, callback) => this.#connect(target, callback),
      // The attempt's own deadline covers both: undici's never fire while a body drips.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_ANSWER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
    })
  }

  get bytesRead(): number {
    return this.#socket?.bytesRead ?? 0
  }

  /** Open, and with nothing left to send: a receiver may answer before it has read all, and read no more. */
  get reusable(): boolean {
    return this.#socket !== undefined && !this.#socket.destroyed && this.#socket.writableLength === 0
  }

  /** Ends whatever goes on, also a connection that is only being made. */
  destroy(): void {
    this.#socket?.destroy()
    void this.client.destroy()
  }

  #connect(target: buildConnector.Options, callback: buildConnector.Callback): void {
    const { sessions, onClose } = this.#options
    this.steps = { dnsMs: null, connectMs: null, tlsMs: null }
    this.peer = null
    this.uses = 0
    const socket = openSocket(this.#options, {
      target,
      session: sessions.get(this.origin),
      steps: this.steps,
      callback,
    })
    this.#socket = socket
    // Before the TLS handshake, so that an attempt that ends in it tells with whom.
    socket?.once('connect', () => (this.peer = peerOf(socket)))
    socket?.once('close', () => {
      if (this.#socket === socket) onClose(this)
    })
    if (target.protocol === 'https:')
      socket?.on('session', (session: Buffer) => sessions.set(this.origin, session))
  }
}

function peerOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`
}
