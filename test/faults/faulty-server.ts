import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** What a receiver does. It works on raw sockets, because an HTTP server can't misbehave like this. */
export interface Behaviour {
  readonly onConnection?: (socket: Socket) => void
  /** Called for each complete request; `nth` counts from 1 over all connections. */
  readonly onRequest?: (socket: Socket, nth: number) => void
}

export interface FaultyServer extends AsyncDisposable {
  readonly port: number
  readonly url: string
  readonly connections: () => number
  readonly requests: () => number
}

export async function startFaultyServer(behaviour: Behaviour, host = '127.0.0.1'): Promise<FaultyServer> {
  let connections = 0
  let requests = 0
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    connections += 1
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Clients reset the connection when they abort; that is part of the tests.
    socket.on('error', () => undefined)
    behaviour.onConnection?.(socket)
    if (behaviour.onRequest) {
      onEachRequest(socket, () => {
        requests += 1
        behaviour.onRequest?.(socket, requests)
      })
    }
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = addressOf(server)
  return {
    port,
    url: `http://${host}:${port}/hook`,
    connections: () => connections,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function onEachRequest(socket: Socket, then: () => void): void {
  let head = ''
  let missing = 0
  socket.on('data', (data) => {
    if (missing === 0) {
      head += data.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/^content-length: (\d+)$/im.exec(head.slice(0, end))?.[1] ?? 0)
      missing = length - (head.length - end - 4)
      head = ''
    } else {
      missing -= data.length
    }
    if (missing === 0) then()
  })
}

function addressOf(server: Server): AddressInfo {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server listens on TCP')
  return address
}
