import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { matching } from '../base/testing/test-matching.ts'
import { freePort } from '../../../../tooling/ports.ts'
import { startPostgres } from '../../../../tooling/postgres-server.ts'
import { startS3 } from '../../../../tooling/s3-server.ts'
import type { CheckResult } from '../base/check.ts'
import { systemClock } from '../base/clock.ts'
import { checkAddresses } from '../callbacks/operator/check-addresses.ts'
import { DirectoryInUseError, lockDirectory } from '../db/lock.ts'
import {
  dropTestDatabase,
  onPostgres,
  onServer,
  openDatabaseOf,
  testDatabaseUrl,
} from '../db/testing/test-database.ts'
import { CHECKS } from './checks.ts'
import { runChecksOffline } from './run-checks-offline.ts'

const never = new AbortController().signal

let dataDir: string
let environment: Record<string, string>

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-doctor-'))
  const url = await testDatabaseUrl(dataDir)
  environment = {
    LEMNIS_DATA_DIR: dataDir,
    LEMNIS_LOG_LEVEL: 'silent',
    ...(url !== undefined && { DATABASE_URL: url }),
  }
})

afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true })
  await dropTestDatabase(dataDir)
})

/** Makes the schema, as a first start does. */
async function startOnce(): Promise<void> {
  await using _db = await openDatabaseOf(dataDir)
}

interface Options {
  readonly settings?: Readonly<Record<string, string>>
  readonly callbackUrl?: string
  readonly limitMs?: number
}

/** Runs the checks of these names, in their order, with the settings of a test beside the common ones. */
async function runNamed(names: readonly string[], { settings, ...options }: Options = {}) {
  const checks = CHECKS.filter(({ name }) => names.includes(name))
  const { checks: results } = await runChecksOffline(
    { ...environment, ...settings },
    { ...options, checks },
    never,
  )
  return results
}

const states = (results: readonly CheckResult[]) => results.map(({ name, state }) => `${name} ${state}`)

const failure = (what: RegExp, advice: RegExp) => [
  { state: 'failed', what: matching(what), advice: matching(advice) },
]

const WITHOUT_CHILDREN = CHECKS.map(({ name }) => name).filter(
  (name) => name !== 'codecs' && name !== 'denoiser',
)

test('a set-up in order has no failure, and the checks leave nothing behind', async () => {
  await startOnce()
  const results = await runNamed(WITHOUT_CHILDREN)
  expect(results.flatMap(({ problems }) => problems.filter(({ state }) => state === 'failed'))).toEqual([])
  expect(results.find(({ name }) => name === 'database')?.figures['commitMs']).toBeGreaterThan(0)
  const files = await readdir(dataDir, { recursive: true, withFileTypes: true })
  const blobs = files.filter((file) => file.isFile() && !/^lock|^lemnis\.db/.test(file.name))
  expect(blobs).toEqual([])
})

test('before the first start nothing is made', async () => {
  const absent = path.join(dataDir, 'not-yet')
  const results = await runNamed(['directory', 'database', 'storage'], {
    settings: { LEMNIS_DATA_DIR: absent },
  })
  expect(states(results)).toEqual([
    'directory ok',
    onPostgres ? matching(/^database/) : 'database skipped',
    'storage skipped',
  ])
  expect(await readdir(dataDir)).toEqual([])
})

test('each setting that can’t be used is reported, and the other checks are skipped', async () => {
  const settings = { LEMNIS_PORT: '70000', LEMNIS_TIME_ZONE: 'Mars' }
  const { state, checks } = await runChecksOffline({ ...environment, ...settings }, {}, never)
  expect(state).toBe('failed')
  const [, read, ...others] = checks
  expect(read?.problems.map(({ what }) => what)).toEqual([
    matching(/^LEMNIS_PORT/),
    matching(/^LEMNIS_TIME_ZONE/),
  ])
  expect(new Set(others.map((check) => check.state))).toEqual(new Set(['skipped']))
})

test('the directory of a service that runs is left to it', async () => {
  using _lock = lockDirectory(dataDir)
  await expect(runNamed(['directory'])).rejects.toThrow(DirectoryInUseError)
})

test.runIf(process.platform === 'linux')(
  'storage in a directory that can’t be written has failed',
  async () => {
    const results = await runNamed(['directory', 'storage'], { settings: { LEMNIS_DATA_DIR: '/sys/kernel' } })
    expect(states(results)).toEqual(['directory failed', 'storage failed'])
  },
)

test('a schema of a later release is refused, one of an earlier release is left as it is', async () => {
  await startOnce()
  await setVersion(999)
  const [database, processes] = await runNamed(['database', 'processes'])
  expect(database?.problems).toEqual(expect.arrayContaining(failure(/version 999/, /release that wrote it/)))
  expect(processes?.state).toBe('skipped')
  await setVersion(5)
  // A second look finds the same: the first changed nothing.
  for (const [older] of [await runNamed(['database']), await runNamed(['database'])])
    expect(older).toMatchObject({
      state: 'skipped',
      found: matching(/schema 5.*next start brings it up/),
    })
})

async function setVersion(version: number): Promise<void> {
  const url = environment['DATABASE_URL']
  if (url !== undefined) return onServer(url, `UPDATE lemnis_schema SET version = ${version}`)
  const { DatabaseSync } = await import('node:sqlite')
  const raw = new DatabaseSync(path.join(dataDir, 'lemnis.db'))
  raw.exec(`PRAGMA user_version = ${version}`)
  raw.close()
}

describe('with S3', () => {
  test('a blob comes back; a missing bucket and missing credentials are each told in a sentence', async () => {
    await using server = await startS3()
    const s3 = { LEMNIS_S3_ENDPOINT: server.endpoint, LEMNIS_S3_PATH_STYLE: '1' }
    const place = (bucket: string) => ({ ...s3, LEMNIS_STORAGE: `s3://${bucket}/x` })
    for (const [name, value] of Object.entries(server.credentials)) vi.stubEnv(name, value)
    try {
      const names = ['storage', 'clock']
      const well = await runNamed(names, { settings: place(server.bucket) })
      expect(well).toMatchObject([
        { state: 'ok' },
        { state: 'ok', found: matching(/within 1 s of the storage/) },
      ])
      const [missing] = await runNamed(['storage'], { settings: place('nowhere') })
      expect(missing?.problems).toEqual(failure(/no bucket nowhere at 127/, /LEMNIS_STORAGE/))
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined)
      vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
      const [keyless] = await runNamed(['storage'], { settings: place(server.bucket) })
      expect(keyless?.problems).toEqual(failure(/no credentials/, /AWS_ACCESS_KEY_ID/))
    } finally {
      vi.unstubAllEnvs()
    }
  })
})

describe('what never answers', () => {
  let silent: Server
  let port: number
  const sockets = new Set<Socket>()

  beforeEach(async () => {
    silent = createServer((socket) => sockets.add(socket.on('error', () => undefined))).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    port = portOf(silent)
  })

  afterEach(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })

  test('delays the doctor no longer than the limit', async () => {
    const began = performance.now()
    const results = await runNamed(['directory', 'database', 'storage', 'processes'], {
      settings: {
        DATABASE_URL: `postgres://lemnis:hidden@127.0.0.1:${port}/lemnis`,
        LEMNIS_STORAGE: 's3://lemnis/x',
        LEMNIS_S3_ENDPOINT: `http://127.0.0.1:${port}`,
        LEMNIS_S3_PATH_STYLE: '1',
      },
      limitMs: 1_000,
    })
    expect(performance.now() - began).toBeLessThan(8_000)
    expect(states(results)).toEqual([
      'directory ok',
      'database failed',
      'storage failed',
      'processes skipped',
    ])
    expect(results[1]?.problems).toEqual(failure(/no answer within 1 s/, /DATABASE_URL/))
    expect(JSON.stringify(results)).not.toContain('hidden')
  })

  test.runIf(onPostgres)('as a PostgreSQL that was stopped half way', async () => {
    await using server = await startPostgres({ durable: false })
    environment['DATABASE_URL'] = server.url
    process.kill(server.pid(), 'SIGSTOP')
    try {
      const [database] = await runNamed(['database'], { limitMs: 1_000 })
      expect(database?.problems).toEqual(failure(/no answer within 1 s/, /Start the database/))
    } finally {
      process.kill(server.pid(), 'SIGCONT')
    }
    await server.stop('immediate')
    const [gone] = await runNamed(['database'])
    expect(gone?.problems).toEqual(failure(/ECONNREFUSED/, /Start PostgreSQL/))
  })
})

describe('an address for callbacks', () => {
  const tryUrl = async (callbackUrl: string, settings: Readonly<Record<string, string>> = {}) =>
    (await runNamed(['addresses'], { callbackUrl, settings }))[0]

  test('in a private network is refused, with the setting that opens it', async () => {
    const settings = { LEMNIS_HOST: '0.0.0.0' }
    const found = await tryUrl('http://127.0.0.1:9/ci?token=hidden', settings)
    expect(found?.problems).toEqual(
      failure(/^http:\/\/127\.0\.0\.1:9 is refused/, /LEMNIS_CALLBACK_ALLOW=127\.0\.0\.1 /),
    )
    expect(JSON.stringify(found)).not.toContain('hidden')
    const metadata = await tryUrl('http://169.254.169.254/', settings)
    expect(metadata?.problems).toEqual(failure(/is refused/, /no setting opens this one/))
  })

  test('is connected to, and nothing is sent there', async () => {
    let received = ''
    const receiver = createServer((socket) => {
      socket
        .on('error', () => undefined)
        .on('data', (bytes) => {
          received += bytes.toString('latin1')
          socket.destroy()
        })
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    const url = `http://127.0.0.1:${portOf(receiver)}/ci`
    const settings = { LEMNIS_HOST: '0.0.0.0', LEMNIS_CALLBACK_ALLOW: '127.0.0.1' }
    expect(await tryUrl(url, settings)).toMatchObject({ state: 'ok', figures: { tried: 1, reached: 1 } })
    const overTls = await tryUrl(url.replace('http:', 'https:'), settings)
    receiver.close()
    expect(overTls?.state).toBe('failed')
    expect(received).not.toMatch(/POST|HEAD|GET/)
  })

  test('where nothing listens, or whose name is unknown, is a failure', async () => {
    const closed = await tryUrl(`http://127.0.0.1:${await freePort()}/`)
    expect(closed?.problems).toEqual(failure(/ECONNREFUSED/, /Start the receiver/))
    const unknown = await checkAddresses(
      {
        addresses: [{ url: 'http://nobody.example/', from: 'asked' }],
        brokers: [],
        none: '',
        policy: { allow: [], loopbackOpen: true },
        resolve: () => Promise.reject(new Error('NXDOMAIN')),
        clock: systemClock,
      },
      never,
    )
    const problems = failure(/nobody\.example could not be resolved/, /Correct the name/)
    expect(unknown).toMatchObject({ problems })
  })

  test('of a broker that does not answer is a failure, without its password', async () => {
    const settings = { LEMNIS_TDMQ: `gz=amqp://lemnis:hidden@127.0.0.1:${await freePort()}/` }
    const [found] = await runNamed(['addresses'], { settings })
    expect(found?.problems).toEqual(
      failure(/^The broker amqp:\/\/127\.0\.0\.1:\d+ can’t be used/, /Start the receiver/),
    )
    expect(JSON.stringify(found)).not.toContain('hidden')
  })
})

test('the addresses of queues and of jobs are tried, the latter only warned of', async () => {
  await using db = await openDatabaseOf(dataDir)
  const port = await freePort()
  await db.transact(async (tx) => {
    await sql`INSERT INTO callbacks (webhook_id, job_id, bucket_name, queue_id, tag, event, endpoint, url, content_type,
        deadline_ms, created_at, body)
      VALUES ('msg_1', 'j1', 'b-1', 'p1', 'NoiseReduction', 'TaskFinish', ${`http://127.0.0.1:${port}`},
        ${`http://127.0.0.1:${port}/ci?token=hidden`}, 'application/xml', 15000, 1, ${Buffer.from('x')})`.execute(
      tx,
    )
  })
  const results = await runNamed(['database', 'receivers'])
  expect(results[1]).toMatchObject({ state: 'warning', figures: { tried: 1, reached: 0 } })
  expect(JSON.stringify(results)).not.toContain('hidden')
})

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
