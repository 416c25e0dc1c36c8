import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { systemClock } from '../../../base/clock.ts'
import { transportContract } from '../testing/transport-contract.ts'
import { TestProxy } from '../testing/test-proxy.ts'
import { HttpTransport } from './http-transport.ts'

transportContract(async () => {
  const received: { headers: Readonly<Record<string, unknown>>; body: Buffer }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const rejects = request.url === '/rejecting'
      if (!rejects) received.push({ headers: request.headers, body: Buffer.concat(chunks) })
      response.writeHead(rejects ? 500 : 204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await TestProxy.start(portOf(server))
  const transport = new HttpTransport({
    clock: systemClock,
    policy: { allow: [], loopbackOpen: true },
    resolve: () => Promise.reject(new Error('no names here')),
  })
  return {
    transport,
    proxy,
    acceptingUrl: `http://127.0.0.1:${proxy.port}/accepting`,
    rejectingUrl: `http://127.0.0.1:${proxy.port}/rejecting`,
    received: () => Promise.resolve(received),
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
})

function portOf(server: Server): number {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
