import type { Socket } from 'node:net'
import { ConnectFailure } from './failure.ts'
import { openSocket, type ConnectOptions, type ConnectSteps } from './open-socket.ts'
import type { TlsSessions } from './tls-sessions.ts'

export interface ConnectionOptions extends ConnectOptions {
  readonly sessions: TlsSessions
  /** Called when the socket has closed, whichever side closed it. */
  readonly onClose: (connection: Connection) => void
}

export interface RequestBytes {
  readonly head: string
  readonly body: Uint8Array
}

/** What learns how a request and its response go on. Nothing is called before `send` returns. */
export interface ConnectionUser {
  /** The connection is established, and the request is being written. */
  onSent(): void
  onBytes(bytes: Buffer): void
  /** The receiver sends no more. */
  onEnd(): void
  /** With a `ConnectFailure` when no connection could be made. */
  onError(error: Error): void
}

/** One connection to one origin, for one request at a time. */
export class Connection {
  readonly origin: string
  readonly steps: ConnectSteps = { dnsMs: null, connectMs: null, tlsMs: null }
  peer: string | null = null
  /** Requests that were sent over it. */
  uses = 0
  readonly #options: ConnectionOptions
  #socket: Socket | undefined
  #user: ConnectionUser | undefined
  #idleTimer: NodeJS.Timeout | undefined

  constructor(origin: string, options: ConnectionOptions) {
    this.origin = origin
    this.#options = options
  }

  /** Open, with the whole request sent: a receiver may respond early and then read no further. */
  get reusable(): boolean {
    return this.#socket !== undefined && !this.#socket.destroyed && this.#socket.writableLength === 0
  }

  send(request: RequestBytes, user: ConnectionUser): void {
    clearTimeout(this.#idleTimer)
    this.#user = user
    if (!this.#socket) this.#open(request)
    // What arrived while it was idle, such as its end or bytes without a request, is seen before the request is sent.
    else setImmediate(() => this.#write(request))
  }

  /** Ends the use. It closes after `idleMs`, or when the receiver sends something without a request. */
  release(idleMs: number): void {
    this.#user = undefined
    this.#idleTimer = setTimeout(() => this.destroy(), idleMs)
  }

  /** Also aborts a connection that is still being made. */
  destroy(): void {
    clearTimeout(this.#idleTimer)
    this.#socket?.destroy()
  }

  #open(request: RequestBytes): void {
    const { sessions, onClose } = this.#options
    const target = new URL(this.origin)
    const socket = openSocket(this.#options, {
      target,
      session: sessions.get(this.origin),
      steps: this.steps,
      callback: (result) => {
        if (result instanceof ConnectFailure) {
          this.#user?.onError(result)
          return
        }
        this.#listen(result)
        this.#write(request)
      },
    })
    this.#socket = socket
    // Set before the TLS handshake, so that an attempt that fails there has its peer.
    socket?.once('connect', () => (this.peer = peerOf(socket)))
    socket?.once('close', () => {
      clearTimeout(this.#idleTimer)
      this.#user?.onEnd()
      onClose(this)
    })
    if (target.protocol === 'https:')
      socket?.on('session', (session: Buffer) => sessions.set(this.origin, session))
  }

  #listen(socket: Socket): void {
    socket.on('data', (bytes) => {
      if (this.#user) this.#user.onBytes(bytes)
      else this.destroy()
    })
    socket.on('end', () => {
      if (this.#user) this.#user.onEnd()
      else this.destroy()
    })
    socket.on('error', (error) => this.#user?.onError(error))
  }

  #write({ head, body }: RequestBytes): void {
    const socket = this.#socket
    if (!socket || socket.destroyed || !this.#user) return
    this.#user.onSent()
    this.uses += 1
    socket.cork()
    socket.write(head, 'latin1')
    socket.write(body)
    socket.uncork()
  }
}

function peerOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return remoteAddress.includes(':') ? `[${remoteAddress}]:${remotePort}` : `${remoteAddress}:${remotePort}`
}
