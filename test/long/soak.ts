/**
 * Lets callbacks flow for a long time to receivers of which some misbehave, and watches what it costs.
 * `npm run long:soak -- [--minutes 30] [--per-second 50]`; exit 0 only when nothing was lost and nothing grew.
 */
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { createSeededRandom } from '../crash/seeded-random.ts'
import { openSockets, residentBytes } from '../process-tree.ts'
import { startSending } from '../sending-child.ts'

const ENDPOINTS = 20
const FAULT_PERCENT = 5
const DEADLINE_MS = 3_000
const WARM_UP_S = 120
const DRAIN_S = 1_200
const MAX_GROWTH_BYTES = 30 * 2 ** 20
const MiB = 2 ** 20

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    'per-second': { type: 'string', default: '50' },
  },
})
const [seconds, perSecond] = [Number(values.minutes) * 60, Number(values['per-second'])]
const total = seconds * perSecond
const seeded = createSeededRandom(1)
const delivered = new Set<string>()
let requests = 0
let faults = 0

type Fault = (request: IncomingMessage, response: ServerResponse) => void

/** What a bad receiver does, all kinds equally often. */
const FAULTS: readonly Fault[] = [
  (_, response) => response.writeHead(500).end('broken'),
  (_, response) => response.writeHead(503, { 'retry-after': '2' }).end(),
  (_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  (request) => request.socket.resetAndDestroy(),
  (request) => request.socket.end(),
  // Hangs until the attempt's deadline.
  () => undefined,
  (_, response) => {
    response.writeHead(500, { 'content-length': '100000' })
    const drip = setInterval(() => response.write('x'), 100)
    response.once('close', () => clearInterval(drip))
  },
]

const server = createServer((request, response) => {
  request.resume().once('end', () => {
    requests += 1
    const fault =
      seeded.between(1, 100) <= FAULT_PERCENT ? FAULTS[seeded.between(0, FAULTS.length - 1)] : undefined
    if (fault) {
      faults += 1
      fault(request, response)
      return
    }
    delivered.add(String(request.headers['webhook-id']))
    // One in fifty is slow, but answers.
    setTimeout(() => response.end(), seeded.between(1, 50) === 1 ? 1_000 : 0)
  })
  request.on('error', () => undefined)
}).listen(0, '0.0.0.0')
await once(server, 'listening')
const address = server.address()
const port = typeof address === 'object' && address ? address.port : 0
const urls = Array.from({ length: ENDPOINTS }, (_, at) => `http://127.0.0.${at + 1}:${port}/`)

const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-soak-'))
let inserted = 0
let pending = 0
const child = startSending({ directory, urls, perSecond, total, deadlineMs: DEADLINE_MS }, (told) => {
  if (told.kind === 'inserted') inserted = told.upTo
  if (told.kind === 'pending') pending = told.count
})
const idleSockets = await quietSockets()
const began = performance.now()
const elapsedS = (): number => (performance.now() - began) / 1_000
let warm = 0
while (inserted < total || pending > 0) {
  await sleep(10_000)
  const memory = residentBytes(child.pid)
  if (warm === 0 && elapsedS() >= Math.min(WARM_UP_S, seconds / 2)) warm = memory
  console.log(
    `${elapsedS().toFixed(0).padStart(5)} s: ${inserted} committed, ${delivered.size} delivered, ${pending} pending, ` +
      `${requests} requests, ${faults} faults, ${(memory / MiB).toFixed(1)} MiB, ${openSockets(child.pid)} sockets`,
  )
  if (elapsedS() > seconds * 1.5 + DRAIN_S) break
}
const grown = residentBytes(child.pid) - warm
// Idle connections end by themselves within seconds.
await sleep(40_000)
const sockets = openSockets(child.pid)
await child.kill()
server.closeAllConnections()
server.close()
await rm(directory, { recursive: true })

const lost = total - delivered.size
console.log(`${total} callbacks, ${lost} lost, ${faults} faults in ${requests} requests`)
console.log(
  `memory ${(grown / MiB).toFixed(1)} MiB above its value after warm-up, ${sockets} sockets (before: ${idleSockets})`,
)
const problems = [
  ...(lost === 0 ? [] : [`${lost} callbacks did not arrive`]),
  ...(grown <= MAX_GROWTH_BYTES ? [] : [`memory grew by ${(grown / MiB).toFixed(1)} MiB`]),
  ...(sockets <= idleSockets ? [] : [`${sockets} sockets are open, ${idleSockets} were before`]),
]
for (const problem of problems) console.log(`PROBLEM: ${problem}`)
console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length} failed`)
process.exit(problems.length === 0 ? 0 : 1)

/** Sockets of the process before its first callback: the channel to this one. */
async function quietSockets(): Promise<number> {
  while (inserted === 0) await sleep(5)
  return openSockets(child.pid)
}
