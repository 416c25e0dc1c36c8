/**
 * Kills the service and its media children at random moments under load, then counts what is left.
 * `npm run test:crash:service -- [--kills 50] [--child-kills 20] [--jobs 300] [--seed N]`; exit 0 only when nothing was lost.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { childrenOf, serviceOf } from '../process-tree.ts'
import { askAdmin } from '../admin-client.ts'
import { signedRequest } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'
import { startFlakyReceiver } from './flaky-receiver.ts'
import { createSeededRandom } from './seeded-random.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const SETTLE_MS = 60_000
/** A callback that was refused so often has waited 5, 15 and 30 s by its schedule, and may come later than the others. */
const OFTEN_REFUSED = 3
const OFTEN_REFUSED_SETTLE_MS = 240_000

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    'child-kills': { type: 'string', default: '20' },
    jobs: { type: 'string', default: '300' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const wanted = {
  kills: Number(values.kills),
  childKills: Number(values['child-kills']),
  jobs: Number(values.jobs),
}
const seeded = createSeededRandom(Number(values.seed))
const acknowledged = new Set<string>()

console.log(`seed ${values.seed}: ${wanted.kills} kills, ${wanted.childKills} kills of media children`)
const dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-crash-'))
const receiver = await startFlakyReceiver()
const childKills = await killAgainAndAgain()
const problems = await settle()
await receiver.close()
await rm(dataDir, { recursive: true, force: true })

console.log(
  `${acknowledged.size} jobs acknowledged, ${wanted.kills} kills, ${childKills} kills of media children, ` +
    `${receiver.requests} callback requests, ${receiver.refused} of them refused on purpose`,
)
for (const problem of problems) console.log(`PROBLEM: ${problem}`)
console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length} failed`)
process.exit(problems.length === 0 ? 0 : 1)

function start(): Promise<RunningService> {
  return startService({
    dataDir,
    settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, LEMNIS_DENOISE: 'fast', LEMNIS_LOG_LEVEL: 'warn' },
  })
}

async function killAgainAndAgain(): Promise<number> {
  let killedChildren = 0
  for (let round = 0; round < wanted.kills; round += 1) {
    const service = await start()
    if (round === 0) await upload(service)
    const life = new AbortController()
    const load = submitUntil(
      service,
      life.signal,
      Math.ceil((1.2 * wanted.jobs * (round + 1)) / wanted.kills),
    )
    const lifetime = seeded.between(50, 2_000)
    if (killedChildren < wanted.childKills && lifetime > 800) {
      await sleep(lifetime / 2)
      killedChildren += killOneMediaChild(service)
      await sleep(lifetime / 2)
    } else {
      await sleep(lifetime)
    }
    await service.kill()
    life.abort()
    await load
  }
  return killedChildren
}

async function upload(service: RunningService): Promise<void> {
  const { status } = await signedRequest(service, {
    method: 'PUT',
    path: '/in.wav',
    host: `${BUCKET}.cos.${REGION}.myqcloud.com`,
    body: noisyTone(1),
  })
  if (status !== 200) throw new Error(`the upload was answered with ${status}`)
}

/** Submits jobs one after the other until the service is killed or `total` are acknowledged. */
async function submitUntil(service: RunningService, signal: AbortSignal, total: number): Promise<void> {
  while (!signal.aborted && acknowledged.size < total) {
    try {
      const { status, body } = await signedRequest(service, {
        method: 'POST',
        path: '/jobs',
        host: `${BUCKET}.ci.${REGION}.myqcloud.com`,
        body: order(),
      })
      const id = /<JobId>([^<]+)<\/JobId>/.exec(body)?.[1]
      // An answer with a truncated body told the client nothing.
      if (status === 200 && id !== undefined && body.endsWith('</Response>')) acknowledged.add(id)
    } catch {
      // The service was killed: what was not answered is not acknowledged.
      await sleep(10)
    }
  }
}

function order(): string {
  return (
    `<Request><Tag>NoiseReduction</Tag><Input><Object>in.wav</Object></Input><Operation><Output><Region>${REGION}</Region>` +
    `<Bucket>${BUCKET}</Bucket><Object>out/${acknowledged.size}.wav</Object></Output></Operation>` +
    `<CallBack>${receiver.url}/</CallBack></Request>`
  )
}

function killOneMediaChild(service: RunningService): number {
  const children = childrenOf(serviceOf(service.child.pid))
  const victim = children[seeded.between(0, children.length - 1)]
  if (victim === undefined) return 0
  process.kill(victim, 'SIGKILL')
  return 1
}

/** What the service says of a job's callbacks and their attempts. */
async function callbacksOf(service: RunningService, jobId: string): Promise<string> {
  const { body } = await askAdmin(service, `/callbacks?job=${jobId}`)
  const ids = [...JSON.stringify(body).matchAll(/"id":"(msg_[^"]+)"/g)].map(([, id]) => id ?? '')
  const shown = await Promise.all(ids.map((id) => askAdmin(service, `/callbacks/${id}`)))
  return JSON.stringify(shown.map((answer) => answer.body))
}

/** Starts once more, lets everything end, and says what is missing. */
async function settle(): Promise<string[]> {
  const service = await start()
  const began = performance.now()
  const missing = (): string[] => [...acknowledged].filter((id) => !receiver.delivered.has(id))
  while (performance.now() - began < SETTLE_MS && missing().length > 0) await sleep(200)
  const late = missing()
  if (late.length > 0 && late.every((id) => (receiver.refusals.get(id) ?? 0) >= OFTEN_REFUSED)) {
    console.log(`${late.length} callbacks were refused ${OFTEN_REFUSED} times and come by their schedule`)
    while (performance.now() - began < OFTEN_REFUSED_SETTLE_MS && missing().length > 0) await sleep(200)
  }
  console.log(`settled ${((performance.now() - began) / 1_000).toFixed(1)} s after the last start`)
  const problems: string[] = []
  let givenUp = 0
  for (const id of acknowledged) {
    const { body } = await signedRequest(service, {
      method: 'GET',
      path: `/jobs/${id}`,
      host: `${BUCKET}.ci.${REGION}.myqcloud.com`,
    })
    const state = /<State>([^<]+)<\/State>/.exec(body)?.[1]
    const message = /<Message>([^<]*)/.exec(body)?.[1] ?? ''
    // Children are killed again and again, and the same job may meet it each time: then it must say so.
    if (state === 'Failed' && message.includes('SIGKILL')) givenUp += 1
    else if (state !== 'Success') problems.push(`job ${id} is ${state ?? 'lost'}: ${message}`)
    if (!receiver.delivered.has(id)) {
      const evidence = await callbacksOf(service, id)
      problems.push(`the callback of job ${id} did not arrive: ${evidence}`)
    }
  }
  for (const [id, webhookIds] of receiver.webhookIds) {
    if (webhookIds.size > 1) problems.push(`job ${id} had ${webhookIds.size} webhook-ids`)
  }
  if (acknowledged.size < wanted.jobs) problems.push(`only ${acknowledged.size} jobs were acknowledged`)
  console.log(`${givenUp} jobs Failed because their media child was killed at every try`)
  await service.stop()
  return problems
}
