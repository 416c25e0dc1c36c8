/**
 * Kills the process that sends callbacks at random moments, and counts what arrived.
 * `npm run test:crash:callbacks -- [--kills 200] [--callbacks 1000] [--seed N]`; exit 0 only when nothing was lost.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startSending, type SendingChild } from '../sending-child.ts'
import { createSeededRandom } from './seeded-random.ts'

const SETTLE_MS = 180_000
/** At a kill: the requests in flight, and the responses that are not recorded on disk. */
const MAX_DUPLICATES_PER_KILL = 550 + 256
const FIRST_REDELIVERY_MS = 1_000
/** A callback that fails more often waits for minutes before its next attempt, and this run with it. */
const MAX_FAILURES = 3

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    callbacks: { type: 'string', default: '1000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const [kills, total] = [Number(values.kills), Number(values.callbacks)]
const seeded = createSeededRandom(Number(values.seed))
console.log(`seed ${values.seed}: ${kills} kills, ${total} callbacks`)

/** By webhook-id: how often it was acknowledged, and its bodies. */
const acknowledged = new Map<string, number>()
const bodies = new Map<string, Set<string>>()
const failures = new Map<string, number>()
const firstRequestMs: number[] = []
let requests = 0
let duplicates = 0
let inserted = 0
let pending = Number.NaN
/** When the current process was ready with a due callback; `undefined` after its first request. */
let readyAt: number | undefined

const server = createServer((request, response) => {
  if (readyAt !== undefined) firstRequestMs.push(performance.now() - readyAt)
  readyAt = undefined
  const chunks: Buffer[] = []
  request.on('error', () => undefined)
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    requests += 1
    const id = String(request.headers['webhook-id'])
    bodies.set(id, (bodies.get(id) ?? new Set()).add(Buffer.concat(chunks).toString()))
    const failed = failures.get(id) ?? 0
    if (requests % 7 === 0 && failed < MAX_FAILURES) {
      failures.set(id, failed + 1)
      if (requests % 14 === 0) request.socket.resetAndDestroy()
      else response.writeHead(500).end()
    } else {
      if (acknowledged.has(id)) duplicates += 1
      acknowledged.set(id, (acknowledged.get(id) ?? 0) + 1)
      // Responses are delayed at random, so that kills hit requests in flight.
      setTimeout(() => response.end(), seeded.between(0, 30))
    }
  })
}).listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`

const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-callback-crash-'))
let mostDuplicates = 0
for (let kill = 0; kill < kills; kill += 1) {
  const before = duplicates
  const { child, ready } = start(Math.ceil((total * (kill + 1)) / kills))
  await ready
  await sleep(seeded.between(5, 400))
  await child.kill()
  mostDuplicates = Math.max(mostDuplicates, duplicates - before)
}
const { child, ready } = start(total)
await ready
const began = performance.now()
while (performance.now() - began < SETTLE_MS && !(inserted === total && pending === 0)) await sleep(100)
console.log(`settled ${((performance.now() - began) / 1_000).toFixed(1)} s after the last start`)
await child.kill()
server.closeAllConnections()
server.close()
await rm(directory, { recursive: true })

const missing = Array.from({ length: inserted }, (_, at) => `msg_${at + 1}`).filter(
  (id) => !acknowledged.has(id),
)
const changed = [...bodies.values()].filter((variants) => variants.size > 1).length
const sorted = firstRequestMs.toSorted((a, b) => a - b)
const slowest = sorted.at(-1) ?? 0
console.log(
  `${inserted} callbacks committed, ${kills} kills, ${requests} requests, ${duplicates} duplicates ` +
    `(at most ${mostDuplicates} after one kill, allowed ${MAX_DUPLICATES_PER_KILL})`,
)
console.log(
  `first redelivery after a restart: ${(sorted[sorted.length >> 1] ?? 0).toFixed(0)} ms median, ` +
    `${slowest.toFixed(0)} ms at most, of ${sorted.length} restarts with something due`,
)
const problems = [
  ...(inserted === total ? [] : [`only ${inserted} of ${total} were committed`]),
  ...(pending === 0 ? [] : [`${pending} are still pending`]),
  ...(missing.length === 0 ? [] : [`${missing.length} were lost: ${missing.slice(0, 5).join(', ')}`]),
  ...(changed === 0 ? [] : [`${changed} came with different bytes under one id`]),
  ...(mostDuplicates <= MAX_DUPLICATES_PER_KILL ? [] : [`${mostDuplicates} duplicates after one kill`]),
  ...(slowest <= FIRST_REDELIVERY_MS ? [] : [`a first redelivery took ${slowest.toFixed(0)} ms`]),
]
for (const problem of problems) console.log(`PROBLEM: ${problem}`)
console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length} failed`)
process.exit(problems.length === 0 ? 0 : 1)

function start(upTo: number): { child: SendingChild; ready: Promise<void> } {
  const { promise: ready, resolve } = Promise.withResolvers<undefined>()
  const options = { directory, urls: [url], perSecond: 1_000, total: upTo, deadlineMs: 3_000 }
  pending = Number.NaN
  const child = startSending(options, (message) => {
    if (message.kind === 'inserted') inserted = Math.max(inserted, message.upTo)
    if (message.kind === 'pending') pending = message.count
    if (message.kind !== 'ready') return
    readyAt = message.due > 0 ? performance.now() : undefined
    resolve(undefined)
  })
  return { child, ready }
}
