import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { isIP } from 'node:net'

const A = 1
const AAAA = 28

/** The answer for a name: addresses of both families, an error, or none at all. */
export type DnsAnswer = readonly string[] | 'SERVFAIL' | 'NXDOMAIN' | 'silence'

export interface DnsServer extends AsyncDisposable {
  /** Host and port, as `setServers` takes them. */
  readonly address: string
  readonly asked: () => number
}

/** Starts a DNS server. `answer` is called for each query, so that a name can change. */
export async function startDnsServer(answer: (name: string, family: 4 | 6) => DnsAnswer): Promise<DnsServer> {
  let asked = 0
  const server = createSocket('udp4')
  server.on('message', (query, from) => {
    asked += 1
    const type = query.readUInt16BE(query.indexOf(0, 12) + 1)
    const family = type === AAAA ? 6 : 4
    const answered = type === A || type === AAAA ? answer(nameIn(query), family) : []
    if (answered === 'silence') return
    const addresses = typeof answered === 'string' ? [] : answered.filter((one) => isIP(one) === family)
    const code = answered === 'SERVFAIL' ? 2 : answered === 'NXDOMAIN' ? 3 : 0
    server.send(reply(query, { type, code, addresses }), from.port, from.address)
  })
  server.bind(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${server.address().port}`,
    asked: () => asked,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

interface Reply {
  readonly type: number
  readonly code: number
  readonly addresses: readonly string[]
}

/** RFC 1035 §4.1: the question, and records that point back to its name, with a TTL of 0. */
function reply(query: Buffer, { type, code, addresses }: Reply): Buffer {
  const header = Buffer.from([0, 0, 0x81, 0x80 | code, 0, 1, 0, addresses.length, 0, 0, 0, 0])
  query.copy(header, 0, 0, 2)
  const question = query.subarray(12, query.indexOf(0, 12) + 5)
  const records = addresses.map((address) => {
    const data = bytesOf(address)
    return Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 0, 0, data.length, ...data])
  })
  return Buffer.concat([header, question, ...records])
}

function nameIn(query: Buffer): string {
  const labels: string[] = []
  for (let at = 12; (query[at] ?? 0) > 0; at += (query[at] ?? 0) + 1) {
    labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] ?? 0)))
  }
  return labels.join('.').toLowerCase()
}

function bytesOf(address: string): number[] {
  if (isIP(address) === 4) return address.split('.').map(Number)
  const [left = '', right = ''] = address.split('::')
  const [before, after] = [wordsOf(left), wordsOf(right)]
  const zeros = Array<number>(8 - before.length - after.length).fill(0)
  return [...before, ...zeros, ...after].flatMap((word) => [word >> 8, word & 255])
}

function wordsOf(text: string): number[] {
  return text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16))
}
