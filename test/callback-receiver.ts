import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sleep } from '../packages/server/src/base/tasks/wait.ts'

export interface ReceivedCallback {
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly path: string
}

export interface CallbackReceiver extends AsyncDisposable {
  readonly url: string
  readonly received: readonly ReceivedCallback[]
  /** Calls `listener` with each that arrives, until it is disposed of. */
  onReceived(listener: (callback: ReceivedCallback) => void): Disposable
  /** Waits until a callback satisfies `wanted`, for 30 s at the longest. */
  next(wanted: (callback: ReceivedCallback) => boolean): Promise<ReceivedCallback>
}

/** A client's callback endpoint on loopback. `answer` gives the status of each; default 200. */
export async function startReceiver(
  answer: (callback: ReceivedCallback) => number = () => 200,
): Promise<CallbackReceiver> {
  const received: ReceivedCallback[] = []
  const listeners = new Set<(callback: ReceivedCallback) => void>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const callback = {
        headers: request.headers,
        body: Buffer.concat(chunks).toString('utf8'),
        path: request.url ?? '',
      }
      received.push(callback)
      for (const listener of listeners) listener(callback)
      response.statusCode = answer(callback)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    received,
    onReceived(listener) {
      listeners.add(listener)
      return { [Symbol.dispose]: () => listeners.delete(listener) }
    },
    async next(wanted) {
      const deadline = performance.now() + 30_000
      while (performance.now() < deadline) {
        const found = received.find(wanted)
        if (found) return found
        await sleep(20)
      }
      throw new Error(`no such callback among ${received.length} received`)
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver listens on TCP')
  return address.port
}
