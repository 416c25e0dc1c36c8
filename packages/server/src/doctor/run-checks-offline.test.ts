import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startPostgres } from '../../../../tooling/postgres-server.ts'
import { startS3 } from '../../../../tooling/s3-server.ts'
import type { CheckResult } from '../base/check.ts'
import { matching } from '../base/testing/test-matching.ts'
import { DirectoryInUseError, lockDirectory } from '../db/lock.ts'
import { onPostgres, onServer, openDatabaseOf } from '../db/testing/test-database.ts'
import { CHECKS } from './checks.ts'
import { DoctorHarness, failure, portOf } from './testing/doctor-harness.ts'
import { testWhen } from '../../../../tooling/test-when.ts'

const harness = new DoctorHarness()

/** Makes the schema, as a first start does. */
async function startOnce(): Promise<void> {
  await using _db = await openDatabaseOf(harness.dataDir)
}

const states = (results: readonly CheckResult[]) => results.map(({ name, state }) => `${name} ${state}`)

const WITHOUT_CHILDREN = CHECKS.map(({ name }) => name).filter(
  (name) => name !== 'codecs' && name !== 'denoiser',
)

test('a set-up in order has no failure, and the checks leave nothing behind', async () => {
  await startOnce()
  const results = await harness.run(WITHOUT_CHILDREN)
  expect(results.flatMap(({ problems }) => problems.filter(({ state }) => state === 'failed'))).toEqual([])
  expect(results.find(({ name }) => name === 'database')?.figures['commitMs']).toBeGreaterThan(0)
  const files = await readdir(harness.dataDir, { recursive: true, withFileTypes: true })
  const blobs = files.filter((file) => file.isFile() && !/^lock|^lemnis\.db/.test(file.name))
  expect(blobs).toEqual([])
})

test('before the first start nothing is made', async () => {
  const absent = path.join(harness.dataDir, 'not-yet')
  const results = await harness.run(['directory', 'database', 'storage'], {
    settings: { LEMNIS_DATA_DIR: absent },
  })
  expect(states(results)).toEqual([
    'directory ok',
    onPostgres ? matching(/^database/) : 'database skipped',
    'storage skipped',
  ])
  expect(await readdir(harness.dataDir)).toEqual([])
})

test('each setting that can’t be used is reported, and the other checks are skipped', async () => {
  const settings = { LEMNIS_PORT: '70000', LEMNIS_TIME_ZONE: 'Mars' }
  const { state, checks } = await harness.runAll(settings)
  expect(state).toBe('failed')
  const [, read, ...others] = checks
  expect(read?.problems.map(({ what }) => what)).toEqual([
    matching(/^LEMNIS_PORT/),
    matching(/^LEMNIS_TIME_ZONE/),
  ])
  expect(new Set(others.map((check) => check.state))).toEqual(new Set(['skipped']))
})

test('the directory of a service that runs is left to it', async () => {
  using _lock = lockDirectory(harness.dataDir)
  await expect(harness.run(['directory'])).rejects.toThrow(DirectoryInUseError)
})

testWhen(process.platform === 'linux')(
  'storage in a directory that can’t be written has failed',
  async () => {
    const results = await harness.run(['directory', 'storage'], {
      settings: { LEMNIS_DATA_DIR: '/sys/kernel' },
    })
    expect(states(results)).toEqual(['directory failed', 'storage failed'])
  },
)

test('a schema of a later release is refused, one of an earlier release is left as it is', async () => {
  await startOnce()
  await setVersion(999)
  const [database, processes] = await harness.run(['database', 'processes'])
  expect(database?.problems).toEqual(expect.arrayContaining(failure(/version 999/, /release that wrote it/)))
  expect(processes?.state).toBe('skipped')
  await setVersion(5)
  // A second look finds the same: the first changed nothing.
  for (const [older] of [await harness.run(['database']), await harness.run(['database'])])
    expect(older).toMatchObject({
      state: 'skipped',
      found: matching(/schema 5.*next start brings it up/),
    })
})

test('a set-up without a bucket is warned of', async () => {
  await startOnce()
  const [, none] = await harness.run(['database', 'buckets'])
  expect(none).toMatchObject({ state: 'warning', figures: { buckets: 0 } })
})

async function setVersion(version: number): Promise<void> {
  const url = harness.environment['DATABASE_URL']
  if (url !== undefined) return onServer(url, `UPDATE lemnis_schema SET version = ${version}`)
  const { DatabaseSync } = await import('node:sqlite')
  const raw = new DatabaseSync(path.join(harness.dataDir, 'lemnis.db'))
  raw.exec(`PRAGMA user_version = ${version}`)
  raw.close()
}

describe('with S3', () => {
  test('the storage works; a missing bucket and missing credentials each have a message', async () => {
    await using server = await startS3()
    const s3 = { LEMNIS_S3_ENDPOINT: server.endpoint, LEMNIS_S3_PATH_STYLE: '1' }
    const place = (bucket: string) => ({ ...s3, LEMNIS_STORAGE: `s3://${bucket}/x` })
    for (const [name, value] of Object.entries(server.credentials)) vi.stubEnv(name, value)
    try {
      const names = ['storage', 'clock']
      const well = await harness.run(names, { settings: place(server.bucket) })
      expect(well).toMatchObject([
        { state: 'ok' },
        { state: 'ok', found: matching(/within 1 s of the storage/) },
      ])
      const [missing] = await harness.run(['storage'], { settings: place('nowhere') })
      expect(missing?.problems).toEqual(failure(/no bucket nowhere at 127/, /LEMNIS_STORAGE/))
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined)
      vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
      const [keyless] = await harness.run(['storage'], { settings: place(server.bucket) })
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
    const results = await harness.run(['directory', 'database', 'storage', 'processes'], {
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

  testWhen(onPostgres)('as a PostgreSQL that was stopped half way', async () => {
    await using server = await startPostgres({ durable: false })
    harness.environment['DATABASE_URL'] = server.url
    process.kill(server.pid(), 'SIGSTOP')
    try {
      const [database] = await harness.run(['database'], { limitMs: 1_000 })
      expect(database?.problems).toEqual(failure(/no answer within 1 s/, /Start the database/))
    } finally {
      process.kill(server.pid(), 'SIGCONT')
    }
    await server.stop('immediate')
    const [gone] = await harness.run(['database'])
    expect(gone?.problems).toEqual(failure(/ECONNREFUSED/, /Start PostgreSQL/))
  })
})
