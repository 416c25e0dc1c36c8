import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** `silent`: connections are taken and nothing passes, either way. `shut`: nobody listens, connections are reset. */
type GateState = 'open' | 'silent' | 'shut'

/** A TCP port of loopback before another one, at which a test makes the network fail. */
export class TestGate implements AsyncDisposable {
  readonly #server: Server
  readonly #port: number
  readonly #sockets = new Set<Socket>()
  #state: GateState = 'open'

  static async before(targetPort: number): Promise<TestGate> {
    const server = createServer()
    await listen(server, 0)
    return new TestGate(server, targetPort)
  }

  private constructor(server: Server, targetPort: number) {
    this.#server = server
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the gate listens on TCP')
    this.#port = address.port
    server.on('connection', (near: Socket) => {
      const far = connect(targetPort, '127.0.0.1')
      this.#join(near, far)
      this.#join(far, near)
    })
  }

  get port(): number {
    return this.#port
  }

  /** Connections that clients hold open. */
  get connections(): number {
    return this.#sockets.size / 2
  }

  /** What is connected is reset, except when the gate falls silent. */
  async become(state: GateState): Promise<void> {
    this.#state = state
    if (state === 'silent') return
    for (const socket of this.#sockets) socket.resetAndDestroy()
    if (state === 'open' && !this.#server.listening) await listen(this.#server, this.#port)
    if (state === 'shut' && this.#server.listening) {
      this.#server.close()
      await once(this.#server, 'close')
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.become('shut')
  }

  #join(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    from.on('error', () => undefined)
    from.on('data', (bytes) => {
      if (this.#state === 'open') to.write(bytes)
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
