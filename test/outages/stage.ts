import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startPostgres, type PostgresServer } from '../../tooling/postgres-server.ts'
import { startS3, type S3Server } from '../../tooling/s3-server.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import type { SmallDisk } from '../../packages/server/src/base/testing/test-disk.ts'
import { openJobTable, type JobTable } from './job-table.ts'
import { demandSmallDisk } from './small-disk.ts'

export const BACKENDS = ['sqlite', 'postgres', 'postgres-s3'] as const
export type Backend = (typeof BACKENDS)[number]

export const BUCKET = 'media-1250000000'
export const REGION = 'ap-guangzhou'

const LAUNCHER = fileURLToPath(new URL('../../packages/server/bin/lemnis.js', import.meta.url))
const DISK_BYTES = 192 * 1024 * 1024

export interface WorkerProcess {
  readonly child: ChildProcess
  /** Of `/readyz` and `/metrics`. */
  readonly port: number
  /** Its data directory. */
  readonly disk: SmallDisk
  readonly log: () => string
}

/** A service with its database and its storage, its data directory on a small disk of its own. */
export interface Stage extends AsyncDisposable {
  readonly service: RunningService
  readonly disk: SmallDisk
  readonly postgres: PostgresServer | undefined
  readonly s3: S3Server | undefined
  readonly jobs: JobTable
  /** A further process that runs jobs; PostgreSQL only. */
  startWorker(): Promise<WorkerProcess>
}

export async function setStage(backend: Backend, args: readonly string[] = []): Promise<Stage> {
  await using opening = new AsyncDisposableStack()
  const postgres = backend === 'sqlite' ? undefined : opening.use(await startPostgres({ durable: true }))
  const s3 = backend === 'postgres-s3' ? opening.use(await startS3()) : undefined
  const disk = opening.use(await demandSmallDisk(DISK_BYTES))
  const settings = {
    LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
    LEMNIS_DENOISE: 'fast',
    LEMNIS_CONCURRENCY: '4',
    LEMNIS_LOG_LEVEL: 'info',
    ...(postgres && { DATABASE_URL: postgres.url }),
    ...(s3 && {
      LEMNIS_STORAGE: `s3://${s3.bucket}/blobs`,
      LEMNIS_S3_ENDPOINT: s3.endpoint,
      LEMNIS_S3_PATH_STYLE: '1',
      ...s3.credentials,
    }),
  }
  const service = opening.use(await startService({ dataDir: disk.directory, settings, args }))
  const jobs = opening.use(await openJobTable(postgres?.url, disk.directory))
  const opened = opening.move()
  return {
    service,
    disk,
    postgres,
    s3,
    jobs,
    startWorker: async () => {
      const own = opened.use(await demandSmallDisk(DISK_BYTES))
      const worker = await startWorker({
        ...settings,
        LEMNIS_DATA_DIR: own.directory,
        LEMNIS_WORKER_PORT: '0',
      })
      opened.defer(() => endProcess(worker.child))
      return { ...worker, disk: own }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

async function startWorker(settings: Readonly<Record<string, string>>): Promise<Omit<WorkerProcess, 'disk'>> {
  const child = spawn(process.execPath, [LAUNCHER, 'worker'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      LEMNIS_SECRET_ID: 'AKIDfortestsanddemos0000000000000001',
      LEMNIS_SECRET_KEY: 'a-key-for-tests-and-demos-only',
      LEMNIS_WEBHOOK_SECRET: 'whsec_bGVtbmlzLXRlc3RzLWFuZC1kZW1vcy1vbmx5',
      LEMNIS_ADMIN_TOKEN: 'an-admin-token-for-tests',
      ...settings,
    },
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text))
  for await (const line of createInterface(child.stdout)) {
    const port = /probes at http:\/\/[^:]+:(\d+)/.exec(line)?.[1]
    if (port !== undefined) return { child, port: Number(port), log: () => log }
  }
  throw new Error(`the worker did not start\n${log}`)
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
