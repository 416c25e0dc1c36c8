/**
 * Hashes many small objects by a batch of the real service: counts, memory, and how soon a second batch is cancelled at
 * its half. `npm run long:batch -- [--objects 100000]`; exit 0 only when all of it holds.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { eachInParallel } from '../../packages/server/src/base/tasks/in-parallel.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService } from '../../tooling/start-service.ts'
import { askAdmin } from '../admin-client.ts'
import { residentBytes, serviceOf } from '../process-tree.ts'
import { signedRequest } from '../signed-client.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const OBJECT_BYTES = 1_024
const AT_ONCE = 32
const MAX_GROWTH_BYTES = 30 * 2 ** 20
const MAX_CANCEL_MS = 2_000
const MiB = 2 ** 20

const { values } = parseArgs({ options: { objects: { type: 'string', default: '100000' } } })
const total = Number(values.objects)
const warmUp = Math.ceil(total / 10)

await using service = await startService({
  settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, LEMNIS_LOG_LEVEL: 'warn' },
  showLog: true,
})
const pid = serviceOf(service.child.pid)

await put('warm/', warmUp)
await put('many/', total)
await ended(await submit('warm/'))
const warm = residentBytes(pid)
let peak = warm
const watch = setInterval(() => {
  peak = Math.max(peak, residentBytes(pid))
}, 250)
const from = performance.now()
const whole = await ended(await submit('many/'))
clearInterval(watch)
const seconds = (performance.now() - from) / 1_000
console.log(
  `${whole.succeeded} of ${total} objects hashed in ${seconds.toFixed(0)} s, ${(total / seconds).toFixed(0)} a second`,
)
console.log(
  `resident memory: ${(warm / MiB).toFixed(1)} MiB warm, +${((peak - warm) / MiB).toFixed(1)} MiB at its peak`,
)

const second = await submit('many/')
while ((await read(second)).submitted < total / 2) await sleep(50)
const cancelledAt = performance.now()
const answer = await askAdmin(service, `/batches/${second}/cancel`, { method: 'POST', body: {} })
const cancelled = await settled(second, cancelledAt + MAX_CANCEL_MS)
const cancelMs = performance.now() - cancelledAt
const after = endsOf(cancelled)
console.log(`cancelled at ${cancelled.submitted} submitted: all over after ${cancelMs.toFixed(0)} ms`)

const problems = [
  whole.state === 'Success' && whole.seen === total && whole.submitted === total && whole.succeeded === total
    ? ''
    : `the counts are not exact: ${JSON.stringify(whole)}`,
  peak - warm <= MAX_GROWTH_BYTES ? '' : 'the memory of the service grew with the batch',
  answer.status === 200 && cancelled.state === 'Cancel' ? '' : `the second batch is ${cancelled.state}`,
  after === cancelled.submitted ? '' : `${cancelled.submitted} jobs were submitted and ${after} ended`,
  cancelMs <= MAX_CANCEL_MS ? '' : 'the cancel took too long',
].filter((problem) => problem !== '')
for (const problem of problems) console.log(`PROBLEM: ${problem}`)
console.log(`${5 - problems.length} passed, ${problems.length} failed`)
process.exitCode = problems.length === 0 ? 0 : 1

async function put(prefix: string, count: number): Promise<void> {
  await eachInParallel(Array(count).keys(), AT_ONCE, async (number) => {
    const { status, body } = await signedRequest(service, {
      method: 'PUT',
      path: `/${prefix}${number}`,
      host: `${BUCKET}.cos.${REGION}.myqcloud.com`,
      body: Buffer.alloc(OBJECT_BYTES, String(number)),
    })
    if (status !== 200) throw new Error(`an upload was answered with ${status}: ${body}`)
  })
}

/** Returns the batch's id. */
async function submit(prefix: string): Promise<string> {
  const { body } = await signedRequest(service, {
    method: 'POST',
    path: '/inventorytriggerjob',
    host: `${BUCKET}.ci.${REGION}.myqcloud.com`,
    body:
      `<Request><Name>hash</Name><Type>Job</Type><Input><Prefix>${prefix}</Prefix></Input><Operation>` +
      '<Tag>FileHashCode</Tag><JobParam><FileHashCodeConfig><Type>SHA256</Type></FileHashCodeConfig></JobParam>' +
      '<CallBack>no</CallBack></Operation></Request>',
  })
  const id = /<JobId>(b\w+)</.exec(body)?.[1]
  if (id === undefined) throw new Error(`the batch was answered with ${body}`)
  return id
}

async function read(id: string) {
  const counts = {
    seen: z.int(),
    submitted: z.int(),
    succeeded: z.int(),
    failed: z.int(),
    cancelled: z.int(),
  }
  const shape = z.object({ state: z.string(), endedAt: z.string().nullable(), ...counts })
  return shape.parse((await askAdmin(service, `/batches/${id}`)).body)
}

/** A cancelled batch has ended at once; the jobs that run go on to their own ends. `deadline`: ms of the performance clock. */
async function settled(id: string, deadline: number) {
  for (;;) {
    const batch = await ended(id)
    if (endsOf(batch) === batch.submitted || performance.now() > deadline) return batch
    await sleep(20)
  }
}

function endsOf({ succeeded, cancelled, failed }: Awaited<ReturnType<typeof read>>): number {
  return succeeded + cancelled + failed
}

async function ended(id: string) {
  for (;;) {
    const batch = await read(id)
    if (batch.endedAt !== null) return batch
    await sleep(100)
  }
}
