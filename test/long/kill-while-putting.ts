/**
 * Kills the service at random moments while objects are put, then asks for every object that was acknowledged.
 * `node packages/server/bin/node.js test/long/kill-while-putting.ts [--kills 10]`; exit 0 only when all are there and
 * no half-written file is left.
 */
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { signedRequest } from '../signed-client.ts'

const HOST = 'media-1250000000.cos.ap-guangzhou.example.test'
const WRITERS = 6
const KEYS = 40
const LARGEST_BYTES = 300_000

const { values } = parseArgs({ options: { kills: { type: 'string', default: '10' } } })
const dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-put-crash-'))
/** By key: the ETag of the last acknowledged put, and those of puts after it whose answer was lost. */
const expected = new Map<string, { acknowledged: string | undefined; possible: string[] }>()
let acknowledged = 0

for (let kill = 0; kill < Number(values.kills); kill += 1) {
  const service = await start()
  const writing = Array.from({ length: WRITERS }, (_, writer) => putUntilKilled(service, writer))
  await sleep(randomInt(200, 1_500))
  await service.kill()
  await Promise.all(writing)
}
const problems = await verify()
await rm(dataDir, { recursive: true })
console.log(`${acknowledged} puts acknowledged over ${values.kills} kills`)
for (const problem of problems) console.log(`PROBLEM: ${problem}`)
console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length} failed`)
process.exitCode = problems.length === 0 ? 0 : 1

function start(): Promise<RunningService> {
  return startService({ dataDir, settings: { LEMNIS_BUCKETS: 'media-1250000000@ap-guangzhou' } })
}

/** Each writer has keys of its own, so that the order of puts to one key is known. */
async function putUntilKilled(service: RunningService, writer: number): Promise<void> {
  for (;;) {
    const key = `/w${writer}/${randomInt(KEYS)}`
    // Text, because that is how the client of the tests reads an answer.
    const body = randomBytes(randomInt(LARGEST_BYTES / 2)).toString('hex')
    const etag = etagOf(body)
    const known = expected.get(key) ?? { acknowledged: undefined, possible: [] }
    expected.set(key, known)
    known.possible.push(etag)
    try {
      const answer = await signedRequest(service, { method: 'PUT', path: key, host: HOST, body })
      if (answer.status !== 200) return
    } catch {
      return
    }
    known.acknowledged = etag
    known.possible = []
    acknowledged += 1
  }
}

async function verify(): Promise<string[]> {
  await using service = await start()
  const found: string[] = []
  for (const [key, { acknowledged: last, possible }] of expected) {
    const { status, headers, body } = await signedRequest(service, { method: 'GET', path: key, host: HOST })
    const allowed = last === undefined ? possible : [last, ...possible]
    if (status === 404 && last === undefined) continue
    if (status !== 200) found.push(`${key} was acknowledged and answers ${status}`)
    else if (!allowed.includes(headers.etag ?? '')) found.push(`${key} has the ETag of an older put`)
    else if (etagOf(body) !== headers.etag) found.push(`${key} has other bytes than its ETag says`)
  }
  const left = await readdir(path.join(dataDir, 'staging'))
  return left.length === 0 ? found : [...found, `${left.length} half-written files are left`]
}

function etagOf(body: string): string {
  return `"${createHash('md5').update(body).digest('hex')}"`
}
