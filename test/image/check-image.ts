import { execFileSync } from 'node:child_process'
import { globSync } from 'node:fs'
import path from 'node:path'
import { startPostgres } from '../../tooling/postgres-server.ts'
import { startS3 } from '../../tooling/s3-server.ts'
import { startReceiver } from '../callback-receiver.ts'
import { askJobs, openSdk } from '../sdk-client.ts'
import { noisyTone } from '../tone.ts'
import type { Image } from './build-image.ts'
import type { Checks } from './run-checks.ts'
import {
  mountVolume,
  runInside,
  startContainer,
  unmountVolume,
  type Container,
  type ContainerOptions,
} from './container.ts'

/** What the image may weigh, in MB. */
const MOST_MB = 450
/** Where anybody may write on any Debian. */
const PUBLIC = ['/tmp', '/var/tmp', '/run/lock']
const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const PORT = 8080
const KEYS = {
  LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
  LEMNIS_SECRET_ID: 'AKIDfortestsanddemos0000000000000001',
  LEMNIS_SECRET_KEY: 'a-key-for-tests-and-demos-only',
  // The receiver of callbacks is on loopback, which is closed to them where the service listens on all addresses.
  LEMNIS_CALLBACK_ALLOW: '127.0.0.1',
}
/** The time that container engines give by default. */
const MOST_STOP_MS = 10_000

/** Returns the checks of an image: each gives what it found, and rejects when that is wrong. */
export function imageChecks(image: Image): Checks {
  return {
    'the size': () => checkSize(image),
    'the user can write to volumes and /tmp alone': () => checkRights(image),
    'two programs in /usr/local, no caches': () => checkContents(image),
    'serve: a job, its callback, the command line, health, the end': () => checkService(image),
    'serve --no-worker and worker on PostgreSQL and S3': () => checkWorker(image),
  }
}

function checkSize({ root }: Image): string {
  const packages = 'opt/lemnis/node_modules'
  const native = globSync(`${packages}/@*/*`, { cwd: root })
  const parts = ['usr/local/bin/node', 'opt/lemnis', `${packages}/lemnis`, ...native]
  for (const part of parts)
    console.log(`     ${megabytes(path.join(root, part)).toFixed(0).padStart(5)} MB  /${part}`)
  const whole = megabytes(root)
  if (whole > MOST_MB) throw new Error(`${whole.toFixed(0)} MB are more than ${MOST_MB}`)
  return `${whole.toFixed(0)} MB`
}

function megabytes(folder: string): number {
  const size = execFileSync('du', ['-sx', '--block-size=1000', folder], { encoding: 'utf8' })
  return Number(size.split('\t')[0]) / 1_000
}

async function checkRights(image: Image): Promise<string> {
  const kept = ['/proc', '/dev', ...image.volumes, ...PUBLIC].flatMap((folder) => ['-path', folder, '-o'])
  const find = [
    'find',
    '/',
    '(',
    ...kept,
    '-false',
    ')',
    '-prune',
    '-o',
    '!',
    '-type',
    'l',
    '-writable',
    '-print',
  ]
  const { output } = await runInside(image, find)
  if (output !== '') throw new Error(`the user can write to\n${output}`)
  const { output: id } = await runInside(image, ['id'])
  return id.trim()
}

async function checkContents(image: Image): Promise<string> {
  const programs = globSync('usr/local/bin/*', { cwd: image.root }).toSorted()
  if (programs.join() !== 'usr/local/bin/lemnis,usr/local/bin/node') throw new Error(programs.join('\n'))
  const leftovers = [
    '**/_cacache',
    'root/*',
    'usr/local/lib/node_modules',
    'var/lib/apt/lists/*_*',
    '**/*.deb',
  ]
  const found = globSync(leftovers, { cwd: image.root })
  if (found.length > 0) throw new Error(found.join('\n'))
  const { output: version } = await runInside(image, ['lemnis', 'version'])
  return `lemnis ${version.trim()} under Node ${(await runInside(image, ['node', '--version'])).output.trim()}`
}

/** As `docker run` starts it, on a volume that has the owner and the mode of the folder in the image. */
async function checkService(image: Image): Promise<string> {
  mountVolume(image, '/data', 'mode=0700,uid=10001,gid=10001')
  try {
    const service = { arguments: ['serve'], variables: KEYS }
    const first = await runService(image, service)
    const second = await runService(image, service)
    return `healthy after ${first} ms, on the same volume again after ${second} ms; one job and its callback each time`
  } finally {
    unmountVolume(image, '/data')
  }
}

async function runService(image: Image, options: ContainerOptions): Promise<string> {
  await using service = startContainer(image, options)
  const healthyMs = await service.untilHealthy()
  await runJob()
  const { output: jobs } = await runInside(image, ['lemnis', 'jobs', 'list'])
  if (!jobs.includes('NoiseReduction')) throw new Error(`the command line does not reach it: ${jobs}`)
  await end(service)
  const { code } = await runInside(image, image.healthcheck)
  if (code !== 1) throw new Error(`its health check ends with ${String(code)} when nothing runs`)
  return healthyMs.toFixed(0)
}

/** As Kubernetes starts them: the volume belongs to root and a group. */
async function checkWorker(image: Image): Promise<string> {
  await using postgres = await startPostgres({ durable: false })
  await using s3 = await startS3()
  mountVolume(image, '/data', 'mode=2770,uid=0,gid=10001')
  try {
    const variables = {
      ...KEYS,
      ...s3.credentials,
      DATABASE_URL: postgres.url,
      LEMNIS_STORAGE: `s3://${s3.bucket}/blobs`,
      LEMNIS_S3_ENDPOINT: s3.endpoint,
      LEMNIS_S3_PATH_STYLE: '1',
    }
    // The worker is alone at first: no service answers its health check.
    const ofWorker = { ...variables, LEMNIS_DATA_DIR: '/data/worker' }
    await using worker = startContainer(image, { arguments: ['worker'], variables: ofWorker })
    const healthyMs = await worker.untilHealthy()
    const ofService = { ...variables, LEMNIS_WORKER_PORT: '' }
    await using service = startContainer(image, { arguments: ['serve', '--no-worker'], variables: ofService })
    await service.untilHealthy()
    await runJob()
    await end(worker)
    await end(service)
    return `the worker is healthy after ${healthyMs.toFixed(0)} ms; one job and its callback`
  } finally {
    unmountVolume(image, '/data')
  }
}

async function runJob(): Promise<void> {
  await using receiver = await startReceiver()
  const keys = { secretId: KEYS.LEMNIS_SECRET_ID, secretKey: KEYS.LEMNIS_SECRET_KEY }
  const cos = openSdk({ ...keys, url: `http://127.0.0.1:${PORT}` })
  await cos.putObject({ Bucket: BUCKET, Region: REGION, Key: 'in/talk.wav', Body: noisyTone(1) })
  const body = {
    Tag: 'NoiseReduction',
    Input: { Object: 'in/talk.wav' },
    Operation: { Output: { Region: REGION, Bucket: BUCKET, Object: 'out/talk.wav' } },
    CallBack: receiver.url,
  }
  await askJobs(cos, { bucket: BUCKET, region: REGION, method: 'POST', path: 'jobs', body })
  const callback = await receiver.next(() => true)
  if (!callback.body.includes('<State>Success</State>')) throw new Error(callback.body)
  await cos.headObject({ Bucket: BUCKET, Region: REGION, Key: 'out/talk.wav' })
  await cos.deleteObject({ Bucket: BUCKET, Region: REGION, Key: 'out/talk.wav' })
}

async function end(container: Container): Promise<void> {
  const { code, ms } = await container.stop('SIGTERM')
  if (code !== 0) throw new Error(`it ended with ${code}:\n${container.log()}`)
  if (ms > MOST_STOP_MS) throw new Error(`it took ${ms.toFixed(0)} ms to end`)
}
