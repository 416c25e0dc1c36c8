import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { answerConnect, type OnRejectedConnect } from './answer-connect.ts'
import { endSocket } from './end-socket.ts'
import { hasOneHost } from './one-host.ts'

/** Longer than the idle time of common proxies, so that they close first, ms. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000
/** Several times object metadata of 2 KiB and a signed query of many parameters. */
const MAX_HEADER_BYTES = 32 * 1024
const TLS_HANDSHAKE_RECORD = 0x16

/** Responses to errors that Node raises before there is a request. All others are a bad request. */
const CLIENT_ERRORS: ReadonlyMap<string, string> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
])

/** PEM texts. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

export interface HttpServersOptions {
  /** If set, TLS and plain HTTP are distinguished by the first byte of a connection. */
  readonly tls: Certificate | undefined
  readonly handle: RequestListener
  /** Whether a `CONNECT` to this authority is for this service. */
  readonly isOwnHost: (authority: string) => boolean
  readonly onRejectedConnect?: OnRejectedConnect | undefined
  /** Whether a response is in progress on the connection. */
  readonly isAnswering: (socket: Duplex) => boolean
  /** Time limits for the first byte, the TLS handshake, and the request line with headers, ms each. */
  readonly startTimeoutMs: number
}

/** HTTP with and without TLS, on connections that are passed to it. */
export interface HttpServers {
  serve(socket: Socket): void
  /** Closes idle connections. */
  closeIdle(): void
  stop(): void
}

export function createHttpServers(options: HttpServersOptions): HttpServers {
  const { tls, startTimeoutMs } = options
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: startTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, Math.ceil(startTimeoutMs / 4)),
  }
  const plain = prepare(createHttpServer(limits), options)
  const secure = tls
    ? prepare(createHttpsServer({ ...limits, ...tls, handshakeTimeout: startTimeoutMs }), options)
    : undefined
  // Node leaves a connection with a failed or hanging handshake to the listener of the error.
  secure?.on('tlsClientError', (_error, socket) => socket.destroy())
  const all = secure ? [plain, secure] : [plain]
  for (const server of all) {
    server.on('connect', (request, socket, head) => {
      const authority = request.url ?? ''
      const { isOwnHost, onRejectedConnect: onRejected } = options
      if (hasOneHost(request)) answerConnect({ authority, socket, head, secure, isOwnHost, onRejected })
      else endSocket(socket, emptyAnswer('400 Bad Request'))
    })
  }
  return {
    serve(socket) {
      if (secure) detectTls(socket, { plain, secure, startTimeoutMs })
      else plain.emit('connection', socket)
    },
    closeIdle() {
      for (const server of all) server.closeIdleConnections()
    },
    stop() {
      for (const server of all) server.close()
    },
  }
}

/** Configures a server, with or without TLS. It never listens itself: sockets are passed to it. */
function prepare<S extends HttpServer>(server: S, { handle, isAnswering }: HttpServersOptions): S {
  const take: RequestListener = (request, response) => {
    if (hasOneHost(request)) handle(request, response)
    else response.writeHead(400, { Connection: 'close', 'Content-Length': '0' }).end()
  }
  server.on('request', take)
  // The client waits for this response before it sends the body. The dispatcher writes it once the request is
  // accepted.
  server.on('checkContinue', take)
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS
  // An upload may take hours: what is too slow is cut off by SlowTransfers instead.
  server.requestTimeout = 0
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // In the midst of an answer these bytes would be taken for its own.
    if (isAnswering(socket)) socket.destroy()
    else endSocket(socket, emptyAnswer(CLIENT_ERRORS.get(error.code ?? '') ?? '400 Bad Request'))
  })
  // Node begins to check for header time-outs when its server listens, and this one is never asked to.
  server.emit('listening')
  return server
}

function emptyAnswer(status: string): string {
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`
}

interface DetectionOptions {
  readonly plain: HttpServer
  readonly secure: HttpServer
  readonly startTimeoutMs: number
}

function detectTls(socket: Socket, { plain, secure, startTimeoutMs }: DetectionOptions): void {
  socket.setTimeout(startTimeoutMs, () => socket.destroy())
  socket.once('error', () => socket.destroy())
  socket.once('readable', () => {
    const first: unknown = socket.read(1)
    if (!Buffer.isBuffer(first)) {
      socket.destroy()
      return
    }
    socket.unshift(first)
    socket.setTimeout(0)
    socket.removeAllListeners('timeout')
    const server = first[0] === TLS_HANDSHAKE_RECORD ? secure : plain
    server.emit('connection', socket)
  })
}
