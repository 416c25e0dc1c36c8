/**
 * The API, two workers, PostgreSQL with S3, and a receiver on four hosts; each host is taken off the network in turn while
 * jobs are submitted, and put back. `npm run long:partitions -- [--cut-s 30]`; exit 0 only when nothing was lost and no job
 * ended twice. The hosts are network namespaces: it needs root and iproute2.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { sleep } from '../../../packages/server/src/base/tasks/wait.ts'
import { HOSTS, makeNetwork, NETWORK } from './network.ts'
import { BUCKET, REGION, SECRET_ID, SECRET_KEY } from './settings.ts'

const API_PORT = 8080
const RECEIVER_PORT = 9000
const BETWEEN_MS = 15_000
const SETTLE_MS = 120_000

const { values } = parseArgs({ options: { 'cut-s': { type: 'string', default: '30' } } })
const cutMs = Number(values['cut-s']) * 1_000
const directory = mkdtempSync(path.join(tmpdir(), 'lemnis-partitions-'))
using network = makeNetwork()
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const source = [...process.execArgv]
const script = (file: string, ...args: readonly string[]): readonly string[] => [
  ...source,
  here(file),
  ...args,
]

const data = network.spawn('data', script('data-host.ts', network.addressOf('data'), NETWORK))
const stores = z
  .object({
    url: z.string(),
    endpoint: z.string(),
    bucket: z.string(),
    credentials: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(await firstLine(data)))

/** By job: every `webhook-id` that arrived. */
const received = new Map<string, Set<string>>()
const receiver = network.spawn(
  'recv',
  script('receiver-host.ts', network.addressOf('recv'), String(RECEIVER_PORT)),
)
await firstLine(receiver)
eachLine(receiver, (line) => {
  const [job = '', id = ''] = line.split(' ')
  received.set(job, (received.get(job) ?? new Set()).add(id))
})

const settings = (name: string): Record<string, string> => ({
  DATABASE_URL: stores.url,
  LEMNIS_STORAGE: `s3://${stores.bucket}/blobs`,
  LEMNIS_S3_ENDPOINT: stores.endpoint,
  LEMNIS_S3_PATH_STYLE: '1',
  ...stores.credentials,
  LEMNIS_DATA_DIR: path.join(directory, name),
  LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
  LEMNIS_SECRET_ID: SECRET_ID,
  LEMNIS_SECRET_KEY: SECRET_KEY,
  LEMNIS_DENOISE: 'fast',
  LEMNIS_HOST: '0.0.0.0',
  LEMNIS_PORT: String(API_PORT),
  LEMNIS_CALLBACK_ALLOW: NETWORK,
  LEMNIS_LOG_LEVEL: 'silent',
})
const launcher = fileURLToPath(new URL('../../../packages/server/bin/lemnis.js', import.meta.url))
const api = network.spawn('api', [launcher, 'serve', '--no-worker'], settings('api'))
await firstLine(api)
for (const name of ['work-1', 'work-2'])
  await firstLine(network.spawn('work', [launcher, 'worker', '--concurrency', '1'], settings(name)))

const acknowledged = new Set<string>()
const ended = new Map<string, string>()
const callback = `http://${network.addressOf('recv')}:${RECEIVER_PORT}/`
const load = network.spawn('api', script('load-host.ts', String(API_PORT), callback))
const loadDone = Promise.withResolvers<undefined>()
eachLine(load, (line) => {
  const [word, job = '', state = ''] = line.split(' ')
  if (word === 'acknowledged') acknowledged.add(job)
  if (word === 'ended') ended.set(job, state)
  if (word === 'done') loadDone.resolve(undefined)
})
await sleep(BETWEEN_MS)
for (const host of HOSTS) {
  console.log(`${host} is off the network for ${cutMs / 1_000} s, after ${acknowledged.size} jobs`)
  network.setLink(host, 'down')
  await sleep(cutMs)
  network.setLink(host, 'up')
  await sleep(BETWEEN_MS)
}
load.stdin?.write('stop\n')
await loadDone.promise
const until = performance.now() + SETTLE_MS
const untold = (): string[] => [...acknowledged].filter((job) => !received.has(job))
while (untold().length > 0 && performance.now() < until) await sleep(200)

const unended = [...acknowledged].filter((job) => !ended.has(job))
const failed = [...ended].filter(([, state]) => state !== 'Success')
const twice = [...received].filter(([, ids]) => ids.size > 1)
console.log(
  `${acknowledged.size} jobs acknowledged, ${ended.size} ended, ${received.size} callbacks received`,
)
const problems = [
  ...(unended.length === 0 ? [] : [`${unended.length} jobs did not end`]),
  ...(failed.length === 0 ? [] : [`${failed.length} jobs failed`]),
  ...(untold().length === 0 ? [] : [`${untold().length} callbacks did not arrive`]),
  ...(twice.length === 0 ? [] : [`${twice.length} jobs ended twice`]),
  ...(acknowledged.size > 100 ? [] : [`only ${acknowledged.size} jobs were acknowledged`]),
]
for (const problem of problems) console.log(`PROBLEM: ${problem}`)
console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length} failed`)
network[Symbol.dispose]()
rmSync(directory, { recursive: true, force: true })
process.exit(problems.length === 0 ? 0 : 1)

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no standard output')
  for await (const line of createInterface({ input: child.stdout })) {
    if (/listening|worker runs|ready|^\{/.test(line)) return line
  }
  throw new Error('a host ended before it was ready')
}

function eachLine(child: ChildProcess, observe: (line: string) => void): void {
  if (child.stdout) createInterface({ input: child.stdout }).on('line', observe)
}
