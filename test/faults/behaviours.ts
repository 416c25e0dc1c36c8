import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Behaviour } from './faulty-server.ts'

const DRIP_MS = 10
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** Writes `text` at intervals until the connection ends. */
function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), DRIP_MS)
  socket.on('close', () => clearInterval(timer))
}

/** Writes `chunk` as long as the client reads, at most `total` bytes. */
function pour(socket: Socket, chunk: Buffer, total: number): void {
  let left = total
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length
      if (!socket.write(chunk)) return
    }
  }
  socket.on('drain', more)
  more()
}

const respondingWith = (...parts: (string | Buffer)[]): Behaviour => ({
  onRequest: (socket) => {
    for (const part of parts) socket.write(part)
  },
})

const head = (status: string, ...headers: string[]): string =>
  [`HTTP/1.1 ${status}`, ...headers, '', ''].join('\r\n')

/** The status, then the first half of a body, then `end`. */
const halfway = (status: string, end: (socket: Socket) => void): Behaviour => ({
  onRequest: (socket) => {
    socket.write(`${head(status, 'Content-Length: 100')}half`)
    setTimeout(() => end(socket), 20)
  },
})

/** Responds to the first request and does something else with the second, over the same connection. */
const secondTime = (then: (socket: Socket) => void): Behaviour => ({
  onRequest: (socket, nth) => {
    if (nth === 2) then(socket)
    else socket.write(OK)
  },
})

const gzipBomb = gzipSync(Buffer.alloc(20_000_000))
const longHeader = (bytes: number): string =>
  head('200 OK', `X: ${'y'.repeat(bytes)}`, 'Content-Length: 2').concat('ok')

/** What goes wrong between a sender and its receiver, by name. */
export const behaviours = {
  'sends nothing': { onRequest: () => undefined },
  'reads nothing': { onConnection: (socket) => socket.pause() },
  'drips its headers': {
    onRequest: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nX: ')
      drip(socket, 'y')
    },
  },
  'drips a body with a length': {
    onRequest: (socket) => {
      socket.write(head('500 No', 'Content-Length: 100000'))
      drip(socket, 'x')
    },
  },
  'drips a body in chunks': {
    onRequest: (socket) => {
      socket.write(head('500 No', 'Transfer-Encoding: chunked'))
      drip(socket, '1\r\nx\r\n')
    },
  },
  'drips informational responses': { onRequest: (socket) => drip(socket, head('102 Processing')) },
  'sends 2 GB': {
    onRequest: (socket) => {
      socket.write(head('200 OK', 'Content-Length: 2000000000'))
      pour(socket, Buffer.alloc(64_000), 2_000_000_000)
    },
  },
  'sends endless chunks': {
    onRequest: (socket) => {
      socket.write(head('500 No', 'Transfer-Encoding: chunked'))
      pour(socket, Buffer.from(`fa00\r\n${'x'.repeat(64_000)}\r\n`), 2_000_000_000)
    },
  },
  'sends a gzip bomb': respondingWith(
    head('200 OK', 'Content-Encoding: gzip', `Content-Length: ${gzipBomb.length}`),
    gzipBomb,
  ),
  'sends 60 KiB of headers': respondingWith(longHeader(60 * 1024)),
  'resets without a response': { onRequest: (socket) => void socket.resetAndDestroy() },
  'resets at the first bytes': {
    onConnection: (socket) => void socket.once('data', () => socket.resetAndDestroy()),
  },
  'ends without a response': { onRequest: (socket) => socket.end() },
  'closes before the request': { onConnection: (socket) => socket.end() },
  'resets in the body of a 200': halfway('200 OK', (socket) => void socket.resetAndDestroy()),
  'ends in the body of a 200': halfway('200 OK', (socket) => socket.end()),
  'resets in the body of a 500': halfway('500 No', (socket) => void socket.resetAndDestroy()),
  'resets a kept connection': secondTime((socket) => void socket.resetAndDestroy()),
  'ends a kept connection': secondTime((socket) => socket.end()),
  'resets a kept connection after one byte': secondTime((socket) =>
    socket.write('H', () => setTimeout(() => void socket.resetAndDestroy(), 20)),
  ),
  'hangs on a kept connection': secondTime(() => undefined),
  'sends a second response unasked': respondingWith(OK, head('500 Not yours', 'Content-Length: 0')),
  'answers 204': respondingWith(head('204 No Content')),
  'answers 205 with a body': respondingWith(head('205 Reset Content', 'Content-Length: 2'), 'ok'),
  'answers 999': respondingWith(head('999 What', 'Content-Length: 0')),
  'shows the banner of SSH': { onConnection: (socket) => void socket.write('SSH-2.0-OpenSSH_9.9\r\n') },
  'sends binary rubbish': respondingWith(Buffer.from([0, 255, 254, 13, 10, 13, 10, 0])),
  'answers 200 before the body and reads no more': {
    onConnection: (socket) => {
      socket.once('data', () => {
        socket.pause()
        socket.write(OK)
      })
    },
  },
} as const satisfies Readonly<Record<string, Behaviour>>
