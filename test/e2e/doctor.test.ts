import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { dropTestDatabase, testDatabaseUrl } from '../../packages/server/src/db/testing/test-database.ts'
import { startService, storageOf, type RunningService } from '../../tooling/start-service.ts'
import { freePort } from '../../tooling/ports.ts'
import { skipWithout } from '../../tooling/skip-without.ts'

const LAUNCHER = fileURLToPath(new URL('../../packages/server/bin/lemnis.js', import.meta.url))
const CHECKS = [
  'runtime',
  'settings',
  'directory',
  'outages',
  'database',
  'storage',
  'bytes',
  'buckets',
  'clock',
  'codecs',
  'denoiser',
  'processes',
  'addresses',
  'receivers',
]

const shape = z.object({
  state: z.string(),
  checks: z.array(z.object({ name: z.string(), state: z.string(), problems: z.array(z.unknown()) })),
})

let dataDir: string
let environment: Record<string, string | undefined>
let service: RunningService

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'lemnis-doctor-'))
  environment = {
    PATH: process.env['PATH'],
    LEMNIS_DATA_DIR: dataDir,
    DATABASE_URL: await testDatabaseUrl(dataDir),
    ...storageOf(dataDir),
  }
  service = await startService({ dataDir })
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await rm(dataDir, { recursive: true })
  await dropTestDatabase(dataDir)
})

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly complaints: string
}

async function doctor(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [LAUNCHER, 'doctor', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...environment,
      LEMNIS_PORT: String(service.port),
      LEMNIS_ADMIN_TOKEN: service.adminToken,
      ...settings,
    },
  })
  let [out, complaints] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  await once(child, 'close')
  return { code: child.exitCode, out, complaints }
}

function read({ out }: Ended): z.infer<typeof shape> {
  return shape.parse(JSON.parse(out))
}

const failed = ({ checks }: z.infer<typeof shape>) => checks.filter(({ state }) => state === 'failed')

test('a service that runs examines itself: nothing has failed', { timeout: 60_000 }, async () => {
  const ended = await doctor(['--json'])
  const diagnosis = read(ended)
  expect(failed(diagnosis)).toEqual([])
  expect(diagnosis.checks.map(({ name }) => name)).toEqual(CHECKS)
  expect(ended).toMatchObject({ code: 0, complaints: '' })
})

test(
  'an address that can’t be reached is a failure: exit code 1, and what to do',
  { timeout: 60_000 },
  async () => {
    const url = `http://127.0.0.1:${await freePort()}/ci`
    const ended = await doctor(['--callback-url', url])
    expect(ended.code).toBe(1)
    expect(ended.out).toMatch(/^CHECK +STATE +FOUND\nruntime +ok +Node 24/)
    expect(ended.out).toMatch(
      /\nfailed addresses: http:\/\/127\.0\.0\.1:\d+ can’t be reached: .*\n {2}Start the receiver/,
    )
  },
)

test('without the service, its directory is left to it', { timeout: 60_000 }, async () => {
  const ended = await doctor(['--offline'])
  expect(ended).toMatchObject({ code: 1, out: '' })
  expect(ended.complaints).toBe(
    `lemnis: The data directory ${dataDir} is in use by another Lemnis process. ` +
      'Ask that one instead: "lemnis doctor" without --offline.\n',
  )
  const wrong = await doctor(['--offline', '--url', service.url])
  expect(wrong).toMatchObject({ code: 2, out: '' })
})

test(
  'once it is stopped, the same is found without it, and it starts again',
  { timeout: 60_000 },
  async () => {
    await service.stop()
    const unreachable = await doctor([])
    expect(unreachable).toMatchObject({ code: 1, out: '' })
    expect(unreachable.complaints).toContain('"lemnis doctor --offline" looks without it')
    const ended = await doctor(['--offline', '--json'], { LEMNIS_CONCURENCY: '2' })
    const diagnosis = read(ended)
    expect(failed(diagnosis)).toEqual([])
    expect(diagnosis.checks.map(({ name }) => name)).toEqual(CHECKS)
    expect(diagnosis.checks.find(({ name }) => name === 'settings')).toMatchObject({
      state: 'warning',
      problems: [{ advice: 'Did you mean LEMNIS_CONCURRENCY? Rename it, or unset it.' }],
    })
    expect(ended.code).toBe(0)
    service = await startService({ dataDir })
  },
)

test('a setting that can’t be used is found without a service', { timeout: 60_000 }, async () => {
  const ended = await doctor(['--offline'], { LEMNIS_PORT: '99999' })
  expect(ended.code).toBe(1)
  expect(ended.out).toContain('failed settings: LEMNIS_PORT is not usable: it must be a whole number')
})

test(
  'root does not leave its own files in the directory of another user',
  { ...skipWithout('root'), timeout: 60_000 },
  async () => {
    const other = await mkdtemp(path.join(tmpdir(), 'lemnis-other-'))
    try {
      await chown(other, 65_534, 65_534)
      const ended = await doctor(['--offline'], { LEMNIS_DATA_DIR: other })
      expect(ended).toMatchObject({ code: 1, out: '' })
      expect(ended.complaints).toContain('belongs to the user 65534, and this is root')
    } finally {
      await rm(other, { recursive: true })
    }
  },
)
