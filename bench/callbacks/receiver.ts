// The receiver of all contenders: a minimal HTTP/1.1 server that records when each callback arrives. The path selects the
// response: /ok/N responds, /close/N responds and closes, /hang/N never responds.
import { createServer, type Socket } from 'node:net'
import { machineMs, serveCommands } from './commands.ts'

const KEEP = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')
const CLOSE = Buffer.from('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n')

let numbers: number[] = []
let at: number[] = []
const hanging = new Set<Socket>()

// On all addresses, because the endpoints are addresses of 127/8.
const server = createServer({ noDelay: true }, (socket) => {
  let buffered: Buffer | undefined
  socket.on('error', () => undefined)
  socket.on('data', (chunk: Buffer) => {
    let rest = buffered ? Buffer.concat([buffered, chunk]) : chunk
    for (;;) {
      const length = requestLength(rest)
      if (length === undefined || rest.length < length) break
      answer(socket, rest)
      rest = rest.subarray(length)
    }
    buffered = rest.length > 0 ? rest : undefined
  })
})
server.listen({ port: Number(process.argv[2]), host: '0.0.0.0', backlog: 4096 }, () => {
  serveCommands((command) => {
    if (command.kind !== 'arrivals') throw new TypeError(`a receiver can't ${command.kind}`)
    if (command.hangUp) {
      for (const socket of hanging) socket.destroy()
      hanging.clear()
    }
    const series = { numbers, at }
    ;[numbers, at] = [[], []]
    return { values: {}, series }
  })
})

function answer(socket: Socket, request: Buffer): void {
  const line = request.toString('latin1', 0, request.indexOf(13))
  const number = Number(line.slice(line.lastIndexOf('/', line.length - 10) + 1, -9))
  numbers.push(number)
  at.push(machineMs())
  if (line.startsWith('POST /ok')) socket.write(KEEP)
  else if (line.startsWith('POST /close')) socket.end(CLOSE)
  else hanging.add(socket)
}

/** Returns the bytes of the first request, or `undefined` while its head is incomplete. */
function requestLength(bytes: Buffer): number | undefined {
  const head = bytes.indexOf('\r\n\r\n')
  if (head < 0) return undefined
  const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, head))?.[1]
  if (length === undefined) throw new Error('a request without Content-Length')
  return head + 4 + Number(length)
}
