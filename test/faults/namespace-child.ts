// Runs in a network namespace that has the addresses of the spellings, and prints which of them were reached.
import { request } from 'node:http'
import { createResolver } from '../../packages/server/src/callbacks/transports/http/resolve-host.ts'
import { OK } from './behaviours.ts'
import { startFaultyServer } from './faulty-server.ts'
import { loopbackSpellings, otherSpellings } from './private-spellings.ts'
import { closed, createTransport, describeResponse, post } from './sending.ts'

const DEADLINE_MS = 2_000
const publicAddresses = process.argv.slice(2)
const spellings = [...loopbackSpellings, ...otherSpellings].map(({ url }) => url)

/** Returns the status that a client without a guard gets, or its error. */
function statusOf(url: string): Promise<number | string> {
  return new Promise((resolve) => {
    // All names of the spellings mean this machine.
    const { hostname, port } = new URL(url)
    const host = hostname.replace(/^\[|\]$/g, '')
    const named = /localhost\.?$/.test(host) ? '127.0.0.1' : host.replace(/\.$/, '')
    request({ host: named, port, method: 'POST', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .on('error', (error) => resolve(error.message))
      .end()
  })
}

await using server = await startFaultyServer({ onRequest: (socket) => void socket.write(OK) }, '::')
await using transport = createTransport({ policy: closed, resolve: createResolver(['127.0.0.1:9']) })
const at = (url: string): string => url.replace('PORT', String(server.port))

const delivered: string[] = []
for (const address of publicAddresses) {
  const host = address.includes(':') ? `[${address}]` : address
  const url = `http://${host}:${server.port}/`
  delivered.push(describeResponse(await post(transport, { url, deadlineMs: DEADLINE_MS })))
}
const unguarded: unknown[] = []
const guarded: unknown[] = []
for (const url of spellings) {
  unguarded.push({ url, seen: await statusOf(at(url)) })
  guarded.push({
    url,
    seen: describeResponse(await post(transport, { url: at(url), deadlineMs: DEADLINE_MS })),
  })
}
process.stdout.write(JSON.stringify({ delivered, unguarded, guarded }))
