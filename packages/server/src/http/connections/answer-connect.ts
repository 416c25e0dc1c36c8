import type { Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { endSocket } from './end-socket.ts'

interface ConnectRequest {
  readonly authority: string
  readonly socket: Duplex
  readonly head: Buffer
  readonly secure: HttpServer | undefined
  readonly isOwnHost: (authority: string) => boolean
  readonly onRejected?: OnRejectedConnect | undefined
}

/** Called for each that is rejected. */
export type OnRejectedConnect = (authority: string, rejection: ConnectRejection) => void

export interface ConnectRejection {
  readonly status: number
  readonly code: 'InvalidHost' | 'NotImplemented'
  /** The reason phrase: most clients show no more of a proxy's response. */
  readonly statusText: string
  readonly message: string
}

/** Answers a client that uses the service as its HTTPS proxy. Nothing is ever forwarded. */
export function answerConnect(connect: ConnectRequest): void {
  const { authority, socket, head, secure, isOwnHost } = connect
  socket.on('error', () => socket.destroy())
  if (!isOwnHost(authority)) {
    rejectConnect(connect, {
      ...{ status: 400, code: 'InvalidHost', statusText: 'Not a host of this service' },
      message: `${authority} is not a host of this service, and it forwards to no other.`,
    })
  } else if (!secure) {
    rejectConnect(connect, {
      ...{ status: 501, code: 'NotImplemented', statusText: 'Set LEMNIS_TLS_CERT and LEMNIS_TLS_KEY' },
      message: 'Set LEMNIS_TLS_CERT and LEMNIS_TLS_KEY to serve https through a proxy.',
    })
  } else {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    secure.emit('connection', socket)
  }
}

function rejectConnect({ authority, socket, onRejected }: ConnectRequest, rejection: ConnectRejection): void {
  const body = `${rejection.message}\n`
  endSocket(
    socket,
    `HTTP/1.1 ${rejection.status} ${rejection.statusText}\r\nConnection: close\r\n` +
      'Content-Type: text/plain; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  onRejected?.(authority, rejection)
}
