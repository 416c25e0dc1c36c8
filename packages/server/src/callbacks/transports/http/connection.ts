import type { Socket } from 'node:net'
import { Client, type buildConnector } from 'undici'
import { MAX_RESPONSE_BYTES } from '../transport.ts'
import { openSocket, type ConnectOptions, type ConnectSteps } from './open-socket.ts'
import type { TlsSessions } from './tls-sessions.ts'

/**
 * A connection that was idle for longer is not reused, unless the receiver's `Keep-Alive` header allows it. Receivers
 * close idle connections, and a request that crosses such a close is lost.
 */
const KEEP_ALIVE_MS = 1_000
const KEEP_ALIVE_MAX_MS = 30_000

export interface ConnectionOptions extends ConnectOptions {
  readonly sessions: TlsSessions
  /** Called when the socket has closed, whichever side closed it. */
  readonly onClose: (connection: Connection) => void
}

/**
 * One connection to one origin, for one request at a time. undici's pool would do the same, but it hides which socket a
 * request used. It also goes on connecting after every request for that connection was aborted.
 */
export class Connection {
  readonly origin: string
  readonly client: Client
  /** The timings of the current socket. */
  steps: ConnectSteps = { dnsMs: null, connectMs: null, tlsMs: null }
  peer: string | null = null
  /** Requests that were sent over the current socket. */
  uses = 0
  readonly #options: ConnectionOptions
  #socket: Socket | undefined

  constructor(origin: string, options: ConnectionOptions) {
    this.origin = origin
    this.#options = options
    this.client = new Client(origin, {
      connect: (target, callback) => this.#connect(target, callback),
      // The attempt has its own deadline: these timeouts never fire while a body arrives byte by byte.
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_RESPONSE_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
    })
  }

  get bytesRead(): number {
    return this.#socket?.bytesRead ?? 0
  }

  /** Open, with the whole request sent: a receiver may respond early and then read no further. */
  get reusable(): boolean {
    return this.#socket !== undefined && !this.#socket.destroyed && this.#socket.writableLength === 0
  }

  /** Also aborts a connection that is still being made. */
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
    // Set before the TLS handshake, so that an attempt that fails there has its peer.
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
