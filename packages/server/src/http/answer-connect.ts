import type { Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { endSocket } from './end-socket.ts'

interface ConnectRequest {
  readonly authority: string
  readonly socket: Duplex
  readonly head: Buffer
  readonly secure: HttpServer | undefined
  readonly isOurs: (authority: string) => boolean
}

/** A client that uses the service as its HTTPS proxy: it is never forwarded, only answered here. */
export function answerConnect({ authority, socket, head, secure, isOurs }: ConnectRequest): void {
  socket.on('error', () => socket.destroy())
  if (!isOurs(authority)) {
    refuseConnect(socket, {
      status: '400 Not a host of this service',
      sentence: `${authority} is not a host of this service, and it forwards to no other.`,
    })
  } else if (!secure) {
    refuseConnect(socket, {
      status: '501 Set LEMNIS_TLS_CERT and LEMNIS_TLS_KEY',
      sentence: 'Set LEMNIS_TLS_CERT and LEMNIS_TLS_KEY to serve https through a proxy.',
    })
  } else {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    secure.emit('connection', socket)
  }
}

interface Refusal {
  /** The code, and the words beside it: all that most clients tell of a proxy's answer. */
  readonly status: string
  readonly sentence: string
}

function refuseConnect(socket: Duplex, { status, sentence }: Refusal): void {
  const body = `${sentence}\n`
  endSocket(
    socket,
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
