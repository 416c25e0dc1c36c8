import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { verify, webhookKey } from '@lemnis/receiver'

export interface VerifiedCallback {
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface CallbackReceiver extends AsyncDisposable {
  readonly url: string
  /** The first callback whose signature holds; rejects at one whose does not. */
  readonly first: Promise<VerifiedCallback>
}

/** What a customer's code does: take the bytes as they come, check the signature over them, answer 204. */
export async function receiveCallback(secret: string): Promise<CallbackReceiver> {
  const keys = [webhookKey(secret)]
  const first = Promise.withResolvers<VerifiedCallback>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      try {
        const { id } = verify({ headers: request.headers, body, keys })
        response.writeHead(204).end()
        first.resolve({ id, headers: request.headers, body: body.toString() })
      } catch (error) {
        response.writeHead(400).end()
        first.reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
  return {
    url: `http://127.0.0.1:${address.port}/callback`,
    first: first.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
