import type { RequestListener } from 'node:http'
import {
  createServer as createNetServer,
  type AddressInfo,
  type Server as NetServer,
  type Socket,
} from 'node:net'
import { PeakCollector } from './peak-collector.ts'
import type { OnRejectedConnect } from './answer-connect.ts'
import { ConnectionSlots, type Network } from './connection-slots.ts'
import { Exchanges } from './exchanges.ts'
import { explainListenError } from './explain-listen-error.ts'
import { createHttpServers, type Certificate, type HttpServers } from './http-servers.ts'
import { SlowTransfers } from './slow-transfers.ts'

/** Time limit for the start of a request, and for one in the reserve, ms. */
const START_TIMEOUT_MS = 20_000
const RESERVE_START_TIMEOUT_MS = 1_000
/** While stopping, idle connections are closed at this interval, ms. */
const IDLE_CHECK_MS = 100

export interface ListenerOptions {
  readonly host: string
  readonly port: number
  readonly maxConnections: number
  /** Their connections are those of many clients. */
  readonly proxies: readonly Network[]
  readonly tls: Certificate | undefined
  readonly handle: RequestListener
  /** Handles connections above the limit: answers the operator, and rejects others as overload. */
  readonly handleOverload: RequestListener
  /** Whether a `CONNECT` to this authority is for this service. */
  readonly isOwnHost: (authority: string) => boolean
  readonly onRejectedConnect?: OnRejectedConnect
  /** Overrides the default for tests, ms. */
  readonly startTimeoutMs?: number
}

export class ListenError extends Error {
  override readonly name = 'ListenError'
}

export interface Listener {
  /** `http://HOST:PORT` as bound. */
  readonly url: string
  /** Number of open sockets, for metrics and tests. */
  readonly sockets: number
  /** Accepts no new connections, waits up to `graceMs` for requests in flight, then closes them. */
  close(graceMs: number): Promise<void>
}

export async function listen(options: ListenerOptions): Promise<Listener> {
  const { maxConnections: limit, proxies, startTimeoutMs = START_TIMEOUT_MS } = options
  const slots = new ConnectionSlots<Socket>({ limit, proxies })
  const exchanges = new Exchanges()
  const collector = new PeakCollector()
  const slow = new SlowTransfers(exchanges)
  const ordinary = createServers(options, exchanges, { handle: options.handle, startTimeoutMs })
  const reserve = createServers(options, exchanges, {
    handle: (request, response) => {
      response.setHeader('Connection', 'close')
      options.handleOverload(request, response)
    },
    startTimeoutMs: Math.min(startTimeoutMs, RESERVE_START_TIMEOUT_MS),
  })
  const closeIdle = exchanges.closeIdle.bind(exchanges)
  const server = createNetServer({ noDelay: true }, (connection) => {
    const slot = slots.acquire({ connection, address: connection.remoteAddress ?? '', closeIdle })
    collector.observe(slots.size)
    connection.once('close', () => {
      slots.release(connection)
      collector.observe(slots.size)
    })
    slot.displaced?.destroy()
    const servers = slot.kind === 'ordinary' ? ordinary : reserve
    servers.serve(connection)
  })
  const port = await bind(server, options)
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    get sockets() {
      return slots.size
    },
    async close(graceMs) {
      await closeGracefully({ server, ordinary, slots, graceMs })
      for (const servers of [ordinary, reserve]) servers.stop()
      slow.stop()
      collector[Symbol.dispose]()
    },
  }
}

/** Throws ListenError when the port can't be had now. It is free again afterwards. */
export async function assertCanListen({ host, port }: Pick<ListenerOptions, 'host' | 'port'>): Promise<void> {
  const server = createNetServer()
  await bind(server, { host, port })
  await new Promise((resolve) => server.close(resolve))
}

function createServers(
  { tls, isOwnHost, onRejectedConnect }: ListenerOptions,
  exchanges: Exchanges,
  { handle, startTimeoutMs }: { readonly handle: RequestListener; readonly startTimeoutMs: number },
): HttpServers {
  return createHttpServers({
    ...{ tls, isOwnHost, onRejectedConnect, startTimeoutMs },
    isAnswering: exchanges.isAnswering.bind(exchanges),
    handle: (request, response) => {
      exchanges.begin(request, response, () => {
        handle(request, response)
      })
    },
  })
}

interface OpenListener {
  readonly server: NetServer
  readonly ordinary: HttpServers
  readonly slots: ConnectionSlots<Socket>
  readonly graceMs: number
}

async function closeGracefully({ server, ordinary, slots, graceMs }: OpenListener): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  ordinary.closeIdle()
  const idle = setInterval(() => {
    ordinary.closeIdle()
  }, IDLE_CHECK_MS)
  const cut = setTimeout(() => {
    for (const socket of slots.all()) socket.destroy()
  }, graceMs)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}

function bind(server: NetServer, { host, port }: Pick<ListenerOptions, 'host' | 'port'>): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(
        new ListenError(`The service can't listen on ${host}, port ${port}: ${explainListenError(error)}`, {
          cause: error,
        }),
      )
    }
    server.once('error', fail)
    server.listen({ host, port, backlog: 511 }, () => {
      server.off('error', fail)
      resolve(boundPort(server.address()))
    })
  })
}

function boundPort(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the service listens on TCP only')
  return address.port
}
