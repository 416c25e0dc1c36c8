import { createServer as createHttpServer, type RequestListener, type Server as HttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer as createNetServer, type AddressInfo, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { SlowTransfers } from './slow-transfers.ts'

/** A client has this long to send its request line and headers, or its TLS handshake, ms. */
const HEADERS_TIMEOUT_MS = 20_000
/** Longer than the idle time of common proxies, so that they and not we close first, ms. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000
/** Object metadata of 2 KiB and a signed query of many parameters fit several times. */
const MAX_HEADER_BYTES = 32 * 1024
const TLS_HANDSHAKE_RECORD = 0x16

/** Answers to what Node refuses before there is a request; anything else is a bad request. */
const CLIENT_ERRORS: ReadonlyMap<string, string> = new Map([
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
])

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly maxConnections: number
  /** PEM texts; TLS and plain HTTP are then told apart by a connection's first byte. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  readonly handle: RequestListener
  /** Whether a `CONNECT` to this authority is one of ours. */
  readonly isOurs: (authority: string) => boolean
}

export class ListenError extends Error {
  override readonly name = 'ListenError'
}

export interface Listener {
  /** `http://HOST:PORT` as it is really bound. */
  readonly url: string
  /** Open sockets, for the health of the door and for tests. */
  readonly sockets: number
  /** Takes no new connection, lets requests in flight end for `graceMs`, then cuts them off. */
  close(graceMs: number): Promise<void>
}

export async function listen(options: ListenerOptions): Promise<Listener> {
  const slow = new SlowTransfers()
  const handle: RequestListener = (request, response) => {
    slow.watch(request, response)
    options.handle(request, response)
  }
  const plain = prepare(
    createHttpServer({
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: 1_000,
    }),
    handle,
  )
  const secure = options.tls
    ? prepare(
        createHttpsServer({
          ...options.tls,
          maxHeaderSize: MAX_HEADER_BYTES,
          headersTimeout: HEADERS_TIMEOUT_MS,
          connectionsCheckingInterval: 1_000,
          handshakeTimeout: HEADERS_TIMEOUT_MS,
        }),
        handle,
      )
    : undefined
  const sockets = new Set<Socket>()
  const front = createNetServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    if (secure) tellApart(socket, plain, secure)
    else plain.emit('connection', socket)
  })
  front.maxConnections = options.maxConnections
  for (const server of [plain, secure]) {
    server?.on('connect', (request: { url?: string }, socket: Duplex, head: Buffer) => {
      answerConnect({ authority: request.url ?? '', socket, head, secure, isOurs: options.isOurs })
    })
  }
  const port = await bind(front, options)
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    get sockets() {
      return sockets.size
    },
    async close(graceMs) {
      const closed = new Promise((resolve) => front.close(resolve))
      for (const server of [plain, secure]) server?.closeIdleConnections()
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, graceMs)
      await closed
      clearTimeout(cut)
      for (const server of [plain, secure]) server?.close()
      slow.stop()
    },
  }
}

/** Sets what is the same for HTTP with and without TLS. The server never listens itself: sockets are handed to it. */
function prepare<S extends HttpServer>(server: S, handle: RequestListener): S {
  server.on('request', handle)
  // The client waits for this answer before it sends the body; the door gives it once the request is let in.
  server.on('checkContinue', handle)
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS
  // An upload may take hours: what is too slow is cut off by SlowTransfers instead.
  server.requestTimeout = 0
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const status = CLIENT_ERRORS.get(error.code ?? '') ?? '400 Bad Request'
    if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    else socket.destroy()
  })
  // Node begins to check for header time-outs when its server listens, and this one is never asked to.
  server.emit('listening')
  return server
}

function tellApart(socket: Socket, plain: HttpServer, secure: HttpServer): void {
  socket.setTimeout(HEADERS_TIMEOUT_MS, () => socket.destroy())
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

interface ConnectRequest {
  readonly authority: string
  readonly socket: Duplex
  readonly head: Buffer
  readonly secure: HttpServer | undefined
  readonly isOurs: (authority: string) => boolean
}

/** A client that uses the service as its HTTPS proxy: it is never forwarded, only answered here. */
function answerConnect({ authority, socket, head, secure, isOurs }: ConnectRequest): void {
  socket.on('error', () => socket.destroy())
  if (!isOurs(authority)) {
    refuseConnect(
      socket,
      '400 Bad Request',
      `${authority} is not a host of this service, and it forwards to no other.`,
    )
  } else if (!secure) {
    refuseConnect(
      socket,
      '501 Not Implemented',
      'Set LEMNIS_TLS_CERT and LEMNIS_TLS_KEY to serve https through a proxy.',
    )
  } else {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    secure.emit('connection', socket)
  }
}

function refuseConnect(socket: Duplex, status: string, sentence: string): void {
  const body = `${sentence}\n`
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

function bind(front: ReturnType<typeof createNetServer>, { host, port }: ListenerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error): void => {
      reject(
        new ListenError(`The service can't listen on ${host}, port ${port}: ${error.message}.`, {
          cause: error,
        }),
      )
    }
    front.once('error', refuse)
    front.listen({ host, port, backlog: 511 }, () => {
      front.off('error', refuse)
      resolve(boundPort(front.address()))
    })
  })
}

function boundPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the service listens on TCP only')
  return address.port
}
