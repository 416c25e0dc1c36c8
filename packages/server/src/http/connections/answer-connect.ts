import type { Server as HttpServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { endSocket } from './end-socket.ts'

interface ConnectRequest {
  readonly authority: string
  readonly socket: Duplex
  readonly head: Buffer
  readonly secure: HttpServer | undefined
  readonly isOurs: (authority: string) => boolean
  readonly onRefused?: OnRefusedConnect | undefined
}

/** Told of each that is refused. */
export type OnRefusedConnect = (authority: string, refusal: ConnectRefusal) => void

export interface ConnectRefusal {
  readonly status: number
  readonly code: 'InvalidHost' | 'NotImplemented'
  /** Beside the status: all that most clients tell of a proxy's answer. */
  readonly words: string
  readonly sentence: string
}

/** A client that uses the service as its HTTPS proxy: it is never forwarded, only answered here. */
export function answerConnect(connect: ConnectRequest): void {
  const { authority, socket, head, secure, isOurs } = connect
  socket.on('error', () => socket.destroy())
  if (!isOurs(authority)) {
    refuseConnect(connect, {
      ...{ status: 400, code: 'InvalidHost', words: 'Not a host of this service' },
      sentence: `${authority} is not a host of this service, and it forwards to no other.`,
    })
  } else if (!secure) {
    refuseConnect(connect, {
      ...{ status: 501, code: 'NotImplemented', words: 'Set LEMNIS_TLS_CERT and LEMNIS_TLS_KEY' },
      sentence: 'Set LEMNIS_TLS_CERT and LEMNIS_TLS_KEY to serve https through a proxy.',
    })
  } else {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) socket.unshift(head)
    secure.emit('connection', socket)
  }
}

function refuseConnect({ authority, socket, onRefused }: ConnectRequest, refusal: ConnectRefusal): void {
  const body = `${refusal.sentence}\n`
  endSocket(
    socket,
    `HTTP/1.1 ${refusal.status} ${refusal.words}\r\nConnection: close\r\n` +
      'Content-Type: text/plain; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  onRefused?.(authority, refusal)
}
