import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** `silent`: accepts connections and forwards nothing. `closed`: does not listen, and open connections were reset. */
type ProxyState = 'forwarding' | 'silent' | 'closed'

/** A TCP proxy on loopback that a test uses to make the network fail. */
export class TestProxy implements AsyncDisposable {
  readonly #server: Server
  readonly #port: number
  readonly #sockets = new Set<Socket>()
  #state: ProxyState = 'forwarding'

  static async start(targetPort: number): Promise<TestProxy> {
    const server = createServer()
    await listen(server, 0)
    return new TestProxy(server, targetPort)
  }

  private constructor(server: Server, targetPort: number) {
    this.#server = server
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the proxy listens on TCP')
    this.#port = address.port
    server.on('connection', (client: Socket) => {
      const target = connect(targetPort, '127.0.0.1')
      this.#forward(client, target)
      this.#forward(target, client)
    })
  }

  get port(): number {
    return this.#port
  }

  /** Connections that clients hold open. */
  get connections(): number {
    return this.#sockets.size / 2
  }

  /** Resets all open connections, except when the proxy becomes silent. */
  async setState(state: ProxyState): Promise<void> {
    this.#state = state
    if (state === 'silent') return
    for (const socket of this.#sockets) socket.resetAndDestroy()
    if (state === 'forwarding' && !this.#server.listening) await listen(this.#server, this.#port)
    if (state === 'closed' && this.#server.listening) {
      this.#server.close()
      await once(this.#server, 'close')
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.setState('closed')
  }

  #forward(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    from.on('error', () => undefined)
    from.on('data', (bytes) => {
      if (this.#state === 'forwarding') to.write(bytes)
    })
    from.on('end', () => to.end())
    from.on('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}
