import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../../../tooling/ports.ts'
import { explainFailure } from './service-failure.ts'

let plain: Server
let closing: Server

beforeAll(async () => {
  plain = createHttpServer((_, response) => response.end())
  closing = createServer((socket) => socket.destroy())
  for (const server of [plain, closing]) await once(server.listen(0, '127.0.0.1'), 'listening')
})

afterAll(() => {
  plain.close()
  closing.close()
})

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const failureAt = (url: string): Promise<string> => fetch(url).then(() => 'it answered', explainFailure)

test('where nothing listens, the advice is to start the service', async () => {
  expect(await failureAt(`http://127.0.0.1:${await freePort()}`)).toBe(
    'nothing listens there (ECONNREFUSED). Start it with "lemnis serve", or name another one with --url.',
  )
})

test('a server without TLS is named, and not what OpenSSL says of it', async () => {
  const sentence = await failureAt(`https://127.0.0.1:${portOf(plain)}`)
  expect(sentence).toMatch(/^it does not speak TLS \(\w+\)\. Write http:\/\/ in --url\.$/)
})

test('a server that closes the connection is another one, or broken', async () => {
  expect(await failureAt(`http://127.0.0.1:${portOf(closing)}`)).toMatch(
    /^it closed the connection \(\w+\)\. /,
  )
})

test.each([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /^its certificate is not trusted here .*NODE_EXTRA_CA_CERTS/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /^its certificate is not trusted here /],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /^its certificate is for another name /],
  ['ENOTFOUND', /^the name of the host is not known \(ENOTFOUND\)\. Correct --url/],
])('%s is explained', (code, sentence) => {
  const cause = Object.assign(new Error('raw'), { code })
  expect(explainFailure(new TypeError('fetch failed', { cause }))).toMatch(sentence)
})
