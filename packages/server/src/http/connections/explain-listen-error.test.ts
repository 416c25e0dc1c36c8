import { createServer, type Server } from 'node:net'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { explainListenError } from './explain-listen-error.ts'

async function failureOf(options: { readonly host: string; readonly port: number }): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<Error>()
  createServer().once('error', resolve).listen(options)
  return explainListenError(await promise)
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

test('a taken port, with the setting of another one', async () => {
  const first = createServer().listen(0, '127.0.0.1')
  await once(first, 'listening')
  const sentence = await failureOf({ host: '127.0.0.1', port: portOf(first) })
  first.close()
  expect(sentence).toBe(
    'another program listens there (EADDRINUSE). Name another port with LEMNIS_PORT (for the probes of a worker, LEMNIS_WORKER_PORT), or stop that program.',
  )
})

test('an address that is of no machine here, with what may stand there', async () => {
  expect(await failureOf({ host: '192.0.2.1', port: 0 })).toMatch(
    /^this machine has no such address \(EADDRNOTAVAIL\)\. Correct LEMNIS_HOST: 127\.0\.0\.1 is this machine alone/,
  )
})

test('a port that only root may take', () => {
  const error = Object.assign(new Error('raw'), { code: 'EACCES' })
  expect(explainListenError(error)).toMatch(/^this user may not listen on a port below 1024 \(EACCES\)\. /)
})
