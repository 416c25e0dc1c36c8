import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin } from '../../test/admin-client.ts'
import { allProcessorMs, childrenOf, processorMs, serviceOf } from '../../test/process-tree.ts'
import { signedRequest } from '../../test/signed-client.ts'

const LAUNCHER = fileURLToPath(new URL('../../packages/server/bin/lemnis.js', import.meta.url))
const BUCKET = 'bench-1250000000'
const REGION = 'local'
const KEY = 'clip.wav'
const POLL_MS = 100

const jobsSchema = z.object({
  jobs: z.array(
    z.object({ state: z.string(), startedAt: z.string().nullable(), endedAt: z.string().nullable() }),
  ),
})
const queuesSchema = z.object({ queues: z.array(z.object({ id: z.string(), category: z.string() })) })

export interface MeasuredRun {
  /** From the first start to the last end, ms. */
  readonly ms: number
  /** Processor ms a job: of the service's own processes, and of its media children. */
  readonly serviceCpuMs: number
  readonly childrenCpuMs: number
}

export interface BenchService extends AsyncDisposable {
  /** Submits so many jobs to a queue that waits, then lets it go. */
  run(jobs: number): Promise<MeasuredRun>
}

export interface ServiceOptions {
  readonly clip: string
  readonly directory: string
  /** Worker processes with one job at once each; 0: the one process of the embedded service does all. */
  readonly workers: number
  readonly settings: Readonly<Record<string, string>>
  /** Where callbacks go. */
  readonly callback: string
}

/** The real service, warmed up: every worker has run jobs. */
export async function openService(wanted: ServiceOptions): Promise<BenchService> {
  const settings = {
    LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
    LEMNIS_LOG_LEVEL: 'silent',
    LEMNIS_CONCURRENCY: '1',
    LEMNIS_CALLBACK_ALLOW: '127.0.0.1',
    ...wanted.settings,
  }
  const dataDir = path.join(wanted.directory, 'serve')
  const service = await startService({ dataDir, settings, args: wanted.workers > 0 ? ['--no-worker'] : [] })
  const workers: ChildProcess[] = []
  for (let at = 0; at < wanted.workers; at += 1) {
    workers.push(
      await startWorker({ ...settings, LEMNIS_DATA_DIR: path.join(wanted.directory, `worker-${at}`) }),
    )
  }
  const put = await signedRequest(service, {
    method: 'PUT',
    path: `/${KEY}`,
    host: `${BUCKET}.cos.${REGION}.myqcloud.com`,
    body: await readFile(wanted.clip),
  })
  if (put.status !== 200) throw new Error(`the clip was not taken: ${put.body}`)
  const { queues } = queuesSchema.parse((await askAdmin(service, '/queues')).body)
  const queue = queues.find(({ category }) => category === 'Transcoding')?.id ?? ''
  const roots = [service.child, ...workers].map(({ pid }) => pid ?? 0)
  const run = (jobs: number): Promise<MeasuredRun> => measureRun({ service, queue, roots, ...wanted }, jobs)
  await run(4 * Math.max(1, wanted.workers))
  return {
    run,
    async [Symbol.asyncDispose]() {
      for (const worker of workers) {
        const ended = once(worker, 'exit')
        worker.kill('SIGTERM')
        await ended
      }
      await service[Symbol.asyncDispose]()
    },
  }
}

interface Running {
  readonly service: RunningService
  readonly queue: string
  readonly roots: readonly number[]
  readonly callback: string
}

async function measureRun({ service, queue, roots, callback }: Running, jobs: number): Promise<MeasuredRun> {
  const setState = (state: string) =>
    askAdmin(service, `/queues/${queue}`, { method: 'PATCH', body: { state } })
  await setState('Paused')
  const before = cpuOf(roots)
  for (let number = 0; number < jobs; number += 1) await submit(service, callback)
  await setState('Active')
  let ended: z.infer<typeof jobsSchema>['jobs'] = []
  while (ended.length < jobs) {
    await sleep(POLL_MS * 10)
    const { body } = await askAdmin(service, `/jobs?limit=${jobs}`)
    ended = jobsSchema.parse(body).jobs.filter(({ endedAt }) => endedAt !== null)
    if (ended.some(({ state }) => state !== 'Success')) throw new Error('a job failed')
  }
  const after = cpuOf(roots)
  const times = (of: (job: (typeof ended)[number]) => string | null): number[] =>
    ended.map((job) => Date.parse(of(job) ?? ''))
  return {
    ms: Math.max(...times(({ endedAt }) => endedAt)) - Math.min(...times(({ startedAt }) => startedAt)),
    serviceCpuMs: (after.service - before.service) / jobs,
    childrenCpuMs: (after.children - before.children) / jobs,
  }
}

async function submit(service: RunningService, callback: string): Promise<void> {
  const output = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out.wav</Object></Output>`
  const body =
    `<Request><Tag>NoiseReduction</Tag><Input><Object>${KEY}</Object></Input>` +
    `<Operation>${output}</Operation><CallBack>${callback}</CallBack></Request>`
  const host = `${BUCKET}.ci.${REGION}.myqcloud.com`
  const answer = await signedRequest(service, { method: 'POST', path: '/jobs', host, body })
  if (answer.status !== 200) throw new Error(`a job was not taken: ${answer.body}`)
}

async function startWorker(settings: Record<string, string>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [LAUNCHER, 'worker', '--concurrency', '1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings },
  })
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('lemnis worker runs')) return child
  }
  throw new Error('a worker ended before it was ready')
}

/** Processor ms so far. A child that has ended is counted in its parent's share of children. */
function cpuOf(roots: readonly number[]): { readonly service: number; readonly children: number } {
  const total = { service: 0, children: 0 }
  for (const pid of roots.map(serviceOf)) {
    const { own, ended } = processorMs(pid)
    total.service += own
    total.children += ended + childrenOf(pid).reduce((sum, child) => sum + allProcessorMs(child), 0)
  }
  return total
}
