import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { createResolver } from './resolve-host.ts'

const A = 1
const AAAA = 28

const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

/** A DNS server with one answer for each kind of record: an address as bytes, or silence. */
async function dnsServer(
  answers: ReadonlyMap<number, Buffer>,
): Promise<{ address: string; asked: () => number }> {
  let asked = 0
  const server = createSocket('udp4')
  server.on('message', (query, from) => {
    asked += 1
    const type = query.readUInt16BE(query.indexOf(0, 12) + 1)
    const data = answers.get(type)
    if (data) server.send(answerTo(query, type, data), from.port, from.address)
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUps.push(() => server.close())
  return { address: `127.0.0.1:${server.address().port}`, asked: () => asked }
}

/** RFC 1035 §4.1: the question again, and one record that points back to its name. */
function answerTo(query: Buffer, type: number, data: Buffer): Buffer {
  const question = query.subarray(12, query.indexOf(0, 12) + 5)
  const header = Buffer.from([0, 0, 0x81, 0x80, 0, 1, 0, data.length > 0 ? 1 : 0, 0, 0, 0, 0])
  query.copy(header, 0, 0, 2)
  const record = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length, ...data])
  return Buffer.concat([header, question, ...(data.length > 0 ? [record] : [])])
}

test('both families are found, and a server that is silent about one does not hold up the other', async () => {
  const v4 = Buffer.from([203, 0, 113, 5])
  const v6 = Buffer.from('20010db8000000000000000000000007', 'hex')
  const both = await dnsServer(
    new Map([
      [A, v4],
      [AAAA, v6],
    ]),
  )
  expect(await createResolver([both.address])('app.example')).toEqual(['203.0.113.5', '2001:db8::7'])
  const half = await dnsServer(new Map([[A, v4]]))
  const began = performance.now()
  expect(await createResolver([half.address])('app.example')).toEqual(['203.0.113.5'])
  expect(performance.now() - began).toBeLessThan(1_000)
  const onlyNew = await dnsServer(
    new Map([
      [A, Buffer.alloc(0)],
      [AAAA, v6],
    ]),
  )
  expect(await createResolver([onlyNew.address])('app.example')).toEqual(['2001:db8::7'])
})

test('localhost is this machine, whatever a server says', async () => {
  const server = await dnsServer(new Map([[A, Buffer.from([203, 0, 113, 5])]]))
  expect(await createResolver([server.address])('app.localhost')).toEqual(['127.0.0.1', '::1'])
  expect(server.asked()).toBe(0)
})
