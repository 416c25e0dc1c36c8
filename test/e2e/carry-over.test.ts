import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect } from 'vitest'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import {
  dropTestDatabase,
  onPostgres,
  testDatabaseUrl,
} from '../../packages/server/src/db/testing/test-database.ts'
import { startService, storageOf, type RunningService } from '../../tooling/start-service.ts'
import { signedRequest, type Answer } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'
import { testWhen } from '../../tooling/test-when.ts'

const LAUNCHER = fileURLToPath(new URL('../../packages/server/bin/lemnis.js', import.meta.url))
const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const EMBEDDED = { DATABASE_URL: '', LEMNIS_STORAGE: '', LEMNIS_BUCKETS: `${BUCKET}@${REGION}` }

let parent: string
let dataDir: string
let target: string

beforeAll(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'lemnis-carry-'))
  dataDir = path.join(parent, 'embedded')
  target = path.join(parent, `shared${Date.now()}`)
})

afterAll(async () => {
  await dropTestDatabase(target)
  await rm(parent, { recursive: true })
})

async function lemnis(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [LAUNCHER, ...args], {
    env: { PATH: process.env['PATH'], ...storageOf(target) },
  })
  return stdout
}

const objects = (service: RunningService, method: string, key: string, body?: Uint8Array): Promise<Answer> =>
  signedRequest(service, {
    method,
    path: `/${key}`,
    host: `${BUCKET}.cos.${REGION}.myqcloud.com`,
    ...(body && { body }),
  })

const jobs = (service: RunningService, method: string, where: string, body?: string): Promise<Answer> =>
  signedRequest(service, {
    method,
    path: where,
    host: `${BUCKET}.ci.${REGION}.myqcloud.com`,
    ...(body !== undefined && { body }),
  })

async function runJob(service: RunningService): Promise<string> {
  const order = `<Request><Tag>NoiseReduction</Tag><Input><Object>in.wav</Object></Input><Operation><Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out.wav</Object></Output></Operation></Request>`
  const { body } = await jobs(service, 'POST', '/jobs', order)
  const id = /<JobId>([^<]+)<\/JobId>/.exec(body)?.[1] ?? ''
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await jobs(service, 'GET', `/jobs/${id}`)
    if (answer.body.includes('<State>Success</State>')) return id
    await sleep(100)
  }
  throw new Error(`the job ${id} did not succeed`)
}

testWhen(onPostgres)(
  'an embedded service becomes one on PostgreSQL and S3, with all that it had',
  { timeout: 120_000 },
  async () => {
    const tone = noisyTone(2)
    const before = await startService({ dataDir, settings: EMBEDDED })
    expect((await objects(before, 'PUT', 'in.wav', tone)).status).toBe(200)
    const job = await runJob(before)
    const backup = path.join(parent, 'backup.db')
    expect(await lemnis('backup', backup, '--data-dir', dataDir)).toMatch(/backup\.db: \d+ bytes/)
    await before.stop()

    const url = (await testDatabaseUrl(target)) ?? ''
    expect(await lemnis('db', 'copy', '--from', path.join(dataDir, 'lemnis.db'), '--to', url)).toMatch(
      /1 {2}jobs\n[^]*rows copied and compared/,
    )
    const place = storageOf(target).LEMNIS_STORAGE ?? ''
    expect(await lemnis('storage', 'copy', '--from', dataDir, '--to', place)).toMatch(/2 blobs copied/)
    expect(await lemnis('storage', 'copy', '--from', dataDir, '--to', place)).toMatch(/2 were there/)

    const after = await startService({
      dataDir: target,
      settings: { LEMNIS_BUCKETS: EMBEDDED.LEMNIS_BUCKETS },
    })
    expect((await jobs(after, 'GET', `/jobs/${job}`)).body).toContain('<State>Success</State>')
    const cleaned = await objects(after, 'GET', 'out.wav')
    expect(cleaned.status).toBe(200)
    expect(Number(cleaned.headers['content-length'])).toBeGreaterThan(1_000)
    await runJob(after)
    await after.stop()

    // The backup is a whole database: it opens, and the service goes on from it.
    const restored = path.join(parent, 'restored')
    await lemnis('storage', 'copy', '--from', dataDir, '--to', restored)
    await promisify(execFile)('cp', [backup, path.join(restored, 'lemnis.db')])
    const again = await startService({ dataDir: restored, settings: EMBEDDED })
    expect((await jobs(again, 'GET', `/jobs/${job}`)).body).toContain('<State>Success</State>')
    expect((await objects(again, 'GET', 'in.wav')).status).toBe(200)
    await again.stop()
  },
)
