import type { RequestListener } from 'node:http'
import { createServer as createNetServer, type AddressInfo, type Socket } from 'node:net'
import { AfterCrowd } from './after-crowd.ts'
import type { OnRefusedConnect } from './answer-connect.ts'
import { ConnectionPlaces, type Network } from './connection-places.ts'
import { Exchanges } from './exchanges.ts'
import { createHttpServers, type Certificate } from './http-servers.ts'
import { SlowTransfers } from './slow-transfers.ts'

/** How long a client may take to begin: where there is room, and in the reserve, ms. */
const PATIENCE_MS = 20_000
const RESERVE_PATIENCE_MS = 1_000
/** A stop looks so often for connections whose last answer is out, ms. */
const IDLE_CHECK_MS = 100

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly maxConnections: number
  /** Whose connections are those of many clients. */
  readonly proxies: readonly Network[]
  readonly tls: Certificate | undefined
  readonly handle: RequestListener
  /** Answers the operator, and anybody else that there is no room, on a connection above the limit. */
  readonly handleReserve: RequestListener
  /** Whether a `CONNECT` to this authority is one of ours. */
  readonly isOurs: (authority: string) => boolean
  readonly onRefusedConnect?: OnRefusedConnect
  /** In place of the usual one, for tests, ms. */
  readonly patienceMs?: number
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
  const { maxConnections: limit, proxies, tls, isOurs, onRefusedConnect, patienceMs = PATIENCE_MS } = options
  const places = new ConnectionPlaces<Socket>({ limit, proxies })
  const exchanges = new Exchanges()
  const crowd = new AfterCrowd()
  const slow = new SlowTransfers(exchanges)
  const isAnswering = exchanges.isAnswering.bind(exchanges)
  const ordinary = createHttpServers({
    tls,
    isOurs,
    onRefusedConnect,
    isAnswering,
    patienceMs,
    handle: (request, response) => {
      exchanges.begin(request, response, () => {
        options.handle(request, response)
      })
    },
  })
  const reserve = createHttpServers({
    tls,
    isOurs,
    onRefusedConnect,
    isAnswering,
    patienceMs: Math.min(patienceMs, RESERVE_PATIENCE_MS),
    handle: (request, response) => {
      response.setHeader('Connection', 'close')
      exchanges.begin(request, response, () => {
        options.handleReserve(request, response)
      })
    },
  })
  const closeIdle = exchanges.closeIdle.bind(exchanges)
  const front = createNetServer({ noDelay: true }, (connection) => {
    const place = places.take({ connection, address: connection.remoteAddress ?? '', closeIdle })
    crowd.heed(places.size)
    connection.once('close', () => {
      places.leave(connection)
      crowd.heed(places.size)
    })
    place.displaced?.destroy()
    const servers = place.kind === 'ordinary' ? ordinary : reserve
    servers.serve(connection)
  })
  const port = await bind(front, options)
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    get sockets() {
      return places.size
    },
    async close(graceMs) {
      const closed = new Promise((resolve) => front.close(resolve))
      ordinary.closeIdle()
      const idle = setInterval(() => {
        ordinary.closeIdle()
      }, IDLE_CHECK_MS)
      const cut = setTimeout(() => {
        for (const socket of places.all()) socket.destroy()
      }, graceMs)
      await closed
      clearInterval(idle)
      clearTimeout(cut)
      for (const servers of [ordinary, reserve]) servers.stop()
      slow.stop()
      crowd[Symbol.dispose]()
    },
  }
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
