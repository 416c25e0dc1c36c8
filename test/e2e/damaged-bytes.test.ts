import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findBucket, findObject } from '../../packages/server/src/buckets/store.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { testDatabaseUrl } from '../../packages/server/src/db/testing/test-database.ts'
import { openReader } from '../../packages/server/src/db/open-reader.ts'
import { startService, storageOf, type RunningService } from '../../tooling/start-service.ts'
import { authorization } from '../authorization.ts'
import { signedRequest, type Answer } from '../signed-client.ts'
import { noisyTone } from '../tone.ts'
import { testWhen } from '../../tooling/test-when.ts'

const LAUNCHER = fileURLToPath(new URL('../../packages/server/bin/lemnis.js', import.meta.url))
const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const COS_HOST = `${BUCKET}.cos.${REGION}.myqcloud.com`
const CI_HOST = `${BUCKET}.ci.${REGION}.myqcloud.com`
const MEGABYTE = 1024 ** 2
const DAMAGED = /The stored bytes of [^<]* are damaged/

/** Beside the service, so that its blobs can be spoilt. */
let service: RunningService
let databaseUrl: string | undefined
let keys = 0

beforeAll(async () => {
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, LEMNIS_LOG_LEVEL: 'error' },
  })
  databaseUrl = await testDatabaseUrl(service.dataDir)
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

interface Asked {
  readonly body?: Uint8Array | string
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
}

const objects = (method: string, key: string, asked: Asked = {}): Promise<Answer> =>
  signedRequest(service, { method, path: `/${key}`, host: COS_HOST, ...asked })

const jobs = (method: string, where: string, body?: string): Promise<Answer> =>
  signedRequest(service, { method, path: where, host: CI_HOST, ...(body !== undefined && { body }) })

/** What the bytes of the blob become; `undefined`: nothing, it is gone. */
type Spoil = (bytes: Buffer) => Buffer | undefined

const SPOILED: Readonly<Record<string, Spoil>> = {
  cut: (bytes) => bytes.subarray(0, -7),
  lengthened: (bytes) => Buffer.concat([bytes, Buffer.from('HTTP/1.1 200 OK\r\n\r\n')]),
  flipped: (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]),
  deleted: () => undefined,
}

async function blobOfKey(key: string): Promise<string> {
  const database = openReader({ url: databaseUrl, pooled: false }, path.join(service.dataDir, 'lemnis.db'))
  if (!database) throw new Error('there is no database')
  await using opened = database
  const bucket = await findBucket(opened.reader, BUCKET)
  const object = bucket && (await findObject(opened.reader, bucket.id, key))
  if (!object) throw new Error(`there is no object ${key}`)
  return object.blobId
}

const isOnS3 = (): boolean => storageOf(service.dataDir).LEMNIS_STORAGE !== undefined

/** Puts other bytes where the storage keeps those of the object. */
async function overwrite(key: string, bytes: Buffer | undefined): Promise<void> {
  const id = await blobOfKey(key)
  const { LEMNIS_STORAGE: place, LEMNIS_S3_ENDPOINT: endpoint, ...credentials } = storageOf(service.dataDir)
  if (place === undefined || endpoint === undefined) {
    const file = path.join(service.dataDir, 'blobs', id.slice(0, 2), id.slice(2, 4), id)
    if (bytes === undefined) return rm(file)
    await chmod(file, 0o600)
    return writeFile(file, bytes)
  }
  const { hostname: Bucket, pathname } = new URL(place)
  const at = { Bucket, Key: `${pathname.slice(1)}/${id}` }
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: {
      accessKeyId: credentials['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: credentials['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
  })
  await (bytes === undefined
    ? client.send(new DeleteObjectCommand(at))
    : client.send(new PutObjectCommand({ ...at, Body: bytes })))
  client.destroy()
}

/** An object whose stored bytes are spoilt behind the back of the service. */
async function spoilt(how: Spoil, bytes: Buffer): Promise<string> {
  const key = `in/${(keys += 1)}.bin`
  expect(await objects('PUT', key, { body: bytes })).toMatchObject({ status: 200 })
  await overwrite(key, how(bytes))
  return key
}

/** What one connection gives for requests that are sent in one go, until it ends; the last asks for that. */
async function pipelined(expectedKeys: readonly string[], headers = ''): Promise<Buffer> {
  const now = Math.floor(Date.now() / 1_000)
  const requests = expectedKeys.map((key, index) => {
    const close = index === expectedKeys.length - 1 ? 'Connection: close\r\n' : ''
    const signature = authorization({
      secretId: service.secretId,
      secretKey: service.secretKey,
      method: 'GET',
      path: `/${key}`,
      query: {},
      headers: { host: COS_HOST },
      keyTime: `${now - 60};${now + 900}`,
    })
    return `GET /${key} HTTP/1.1\r\nHost: ${COS_HOST}\r\n${headers}${close}Authorization: ${signature}\r\n\r\n`
  })
  const socket = connect(service.port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.on('error', () => undefined)
  socket.write(requests.join(''))
  await once(socket, 'close')
  return Buffer.concat(chunks)
}

/** Answers as a client parses them: by Content-Length, one behind the other; the last may be cut off. */
function parseAnswers(bytes: Buffer): { status: number; body: Buffer; isWhole: boolean }[] {
  const answers = []
  for (let at = 0; at < bytes.length;) {
    const bodyAt = bytes.indexOf('\r\n\r\n', at) + 4
    const head = bytes.toString('latin1', at, bodyAt)
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? Number.NaN)
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? Number.NaN)
    const body = bytes.subarray(bodyAt, bodyAt + length)
    answers.push({ status, body, isWhole: body.length === length })
    at = bodyAt + length
  }
  return answers
}

async function endOf(id: string): Promise<string> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { body } = await jobs('GET', `/jobs/${id}`)
    if (/<State>(Success|Failed|Cancel)<\/State>/.test(body)) return body
    await sleep(100)
  }
  throw new Error(`the job ${id} did not end`)
}

const hashOf = (key: string): string =>
  `<Tag>FileHashCode</Tag><Input><Object>${key}</Object></Input><Operation><FileHashCodeConfig><Type>MD5</Type></FileHashCodeConfig></Operation>`

async function runJob(content: string): Promise<string> {
  const { body } = await jobs('POST', '/jobs', `<Request>${content}</Request>`)
  return endOf(/<JobId>([^<]+)<\/JobId>/.exec(body)?.[1] ?? '')
}

describe.each(Object.entries(SPOILED))('a blob that was %s', (how, spoil) => {
  describe.each([
    ['small', 20_000],
    ['large', 9 * MEGABYTE],
  ])('%s', (_size, size) => {
    const bytes = randomBytes(size)
    let key: string

    beforeEach(async () => {
      key = await spoilt(spoil, bytes)
    }, 60_000)

    test(
      'gives no whole answer, and takes none of the next one for its own',
      { timeout: 60_000 },
      async () => {
        const next = `in/next-${keys}.bin`
        const nextBytes = randomBytes(1_000)
        await objects('PUT', next, { body: nextBytes })
        const answers = parseAnswers(await pipelined([key, next, key]))
        expect(answers.length).toBeGreaterThan(0)
        for (const { status, body, isWhole } of answers) {
          if (status !== 200 || !isWhole) continue
          expect(body.equals(nextBytes)).toBe(true)
        }
        const [first] = answers
        if (first?.status === 200) expect(answers).toHaveLength(1)
        else expect(first).toMatchObject({ status: 500, isWhole: true })
        // Nobody's bytes but those that were kept, as far as they came.
        if (first?.status === 200) expect(bytes.subarray(0, first.body.length).equals(first.body)).toBe(true)
      },
    )

    test('gives no range of other bytes', { timeout: 60_000 }, async () => {
      const range = (text: string) => pipelined([key], `Range: bytes=${text}\r\n`)
      for (const [text, start, end] of [
        ['0-99', 0, 100],
        [`100-${size - 20}`, 100, size - 19],
      ] as const) {
        for (const { status, body, isWhole } of parseAnswers(await range(text))) {
          if (status !== 206 || !isWhole) continue
          expect(how).toBe('flipped')
          expect(body.equals(bytes.subarray(start, end))).toBe(true)
        }
      }
      // Of a large object S3 has no sums of its parts that the service knows.
      if (size > MEGABYTE && how === 'flipped' && isOnS3()) return
      for (const { status } of parseAnswers(await range(`${size - 10}-`))) expect(status).toBe(500)
    })

    test('fails a job at its first try, and says why', { timeout: 60_000 }, async () => {
      const body = await runJob(hashOf(key))
      expect(body).toContain('<Code>ResourceDownloadFailed</Code>')
      expect(body).toContain(
        `The stored bytes of the object ${key} are ${how === 'deleted' ? 'missing' : 'damaged'}`,
      )
      expect(body).not.toContain('tried')
    })

    test('is no source of a copy whose bytes are others', { timeout: 120_000 }, async () => {
      const source = { 'x-cos-copy-source': `${COS_HOST}/${key}` }
      const copied = await objects('PUT', 'copy.bin', { headers: source })
      if (how === 'flipped') {
        for (const { status, isWhole } of parseAnswers(await pipelined(['copy.bin'])))
          expect(status === 200 && isWhole).toBe(false)
      } else expect(copied).toMatchObject({ status: 500, code: 'InternalError' })

      const { body } = await objects('POST', 'parts.bin', { query: { uploads: '' } })
      const uploadId = /<UploadId>([^<]+)</.exec(body)?.[1] ?? ''
      const query = { partNumber: '1', uploadId }
      for (const range of [{}, { 'x-cos-copy-source-range': `bytes=${size - 100}-${size - 1}` }]) {
        const answer = await objects('PUT', 'parts.bin', { query, headers: { ...source, ...range } })
        expect(answer).toMatchObject({ status: 500, code: 'InternalError' })
        expect(answer.body).toMatch(how === 'deleted' ? /are missing/ : DAMAGED)
      }
    })
  })
})

test('a job of a workflow fails on a damaged object', { timeout: 120_000 }, async () => {
  const output = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>out/\${RunId}.wav</Object></Output>`
  const made = await jobs(
    'POST',
    '/workflow',
    '<Request><MediaWorkflow><Name>wf</Name><State>Active</State><Topology>' +
      '<Dependencies><Start>NoiseReduction_1</Start><NoiseReduction_1>End</NoiseReduction_1></Dependencies>' +
      '<Nodes><Start><Type>Start</Type><Input><ObjectPrefix>elsewhere/</ObjectPrefix></Input></Start>' +
      `<NoiseReduction_1><Type>NoiseReduction</Type><Operation><NoiseReduction><Format>wav</Format></NoiseReduction>${output}` +
      '</Operation></NoiseReduction_1></Nodes></Topology></MediaWorkflow></Request>',
  )
  const workflowId = /<WorkflowId>(\w+)</.exec(made.body)?.[1] ?? ''
  for (const spoil of Object.values(SPOILED)) {
    const key = await spoilt(spoil, Buffer.from(noisyTone(1)))
    const query = { workflowId, object: key, name: '' }
    const begun = await signedRequest(service, {
      method: 'POST',
      path: '/triggerworkflow',
      host: CI_HOST,
      query,
    })
    const runId = /<InstanceId>(\w+)</.exec(begun.body)?.[1] ?? ''
    let shown = ''
    for (let tries = 0; tries < 300 && !/<State>(Success|Failed)<\/State>/.test(shown); tries += 1) {
      await sleep(100)
      shown = (await jobs('GET', `/workflowexecution/${runId}`)).body
    }
    expect(shown).toContain('<State>Failed</State>')
    const job = await endOf(/<JobId>(\w+)</.exec(shown)?.[1] ?? '')
    expect(job).toContain('<Code>ResourceDownloadFailed</Code>')
    expect(job).toContain(`The stored bytes of the object ${key} are`)
  }
})

test('a call that hashes a damaged object says so', async () => {
  for (const spoil of Object.values(SPOILED)) {
    const key = await spoilt(spoil, randomBytes(700_000))
    const query = { 'ci-process': 'filehash', type: 'md5' }
    expect(await objects('GET', key, { query })).toMatchObject({ status: 500, code: 'InternalError' })
  }
})

test('an archive is not made of damaged objects', { timeout: 60_000 }, async () => {
  for (const spoil of Object.values(SPOILED)) {
    const key = await spoilt(spoil, randomBytes(700_000))
    const place = `<Output><Region>${REGION}</Region><Bucket>${BUCKET}</Bucket><Object>all.zip</Object></Output>`
    const { body } = await jobs(
      'POST',
      '/file_jobs',
      `<Request><Tag>FileCompress</Tag><Operation><FileCompressConfig><Flatten>0</Flatten><Format>zip</Format><Prefix>${key}</Prefix></FileCompressConfig>${place}</Operation></Request>`,
    )
    const ended = await endOf(/<JobId>([^<]+)<\/JobId>/.exec(body)?.[1] ?? '')
    expect(ended).toContain('<Code>ResourceDownloadFailed</Code>')
  }
})

test(
  'what is damaged is logged once, counted, and named by storage verify',
  { timeout: 120_000 },
  async () => {
    const bytes = randomBytes(5_000)
    const spoiltKeys = new Map<string, string>()
    for (const [how, spoil] of Object.entries(SPOILED)) spoiltKeys.set(how, await spoilt(spoil, bytes))
    await objects('PUT', 'in/right.bin', { body: bytes })
    for (let turn = 0; turn < 3; turn += 1) for (const key of spoiltKeys.values()) await objects('GET', key)
    for (const key of spoiltKeys.values()) {
      const lines = () =>
        service
          .log()
          .split('\n')
          .filter((line) => line.includes(`"${BUCKET}/${key}"`))
      for (let tries = 0; tries < 100 && lines().length === 0; tries += 1) await sleep(50)
      expect(lines()).toHaveLength(1)
      expect(lines()[0]).toContain('stored bytes are not those that were kept')
    }
    const answer = await fetch(`${service.url}/metrics`, {
      headers: { authorization: `Bearer ${service.adminToken}` },
    })
    const metrics = await answer.text()
    expect(
      Number(/lemnis_storage_damaged_blobs_total\{kind="damaged"\} (\d+)/.exec(metrics)?.[1]),
    ).toBeGreaterThan(2)
    expect(
      Number(/lemnis_storage_damaged_blobs_total\{kind="missing"\} (\d+)/.exec(metrics)?.[1]),
    ).toBeGreaterThan(0)

    const { code, stdout, stderr } = await lemnis('storage', 'verify')
    expect(code).toBe(1)
    expect(stderr).toMatch(/blobs are damaged and \d+ are missing/)
    for (const [how, key] of spoiltKeys)
      expect(stdout).toMatch(
        new RegExp(`^${how === 'deleted' ? 'missing' : 'damaged'} +${BUCKET}/${key}: `, 'm'),
      )
    expect(stdout).not.toContain('in/right.bin')
  },
)

testWhen(storageOf('any').LEMNIS_STORAGE === undefined)(
  'storage copy leaves out what is damaged, names it, and does not end well',
  { timeout: 60_000 },
  async () => {
    const cut = await spoilt((bytes) => bytes.subarray(1), randomBytes(2_000))
    const flipped = await spoilt((bytes) => Buffer.from(bytes.map((byte) => byte ^ 1)), randomBytes(2_000))
    const deleted = await spoilt(() => undefined, randomBytes(2_000))
    const target = await mkdtemp(path.join(tmpdir(), 'lemnis-copied-'))
    await service.stop()
    const { code, stderr } = await lemnis('storage', 'copy', '--from', service.dataDir, '--to', target)
    expect(code).toBe(1)
    for (const key of [cut, flipped, deleted]) expect(stderr).toMatch(new RegExp(`${BUCKET}/${key}: The`))
    expect(stderr).toMatch(/damaged blobs were not copied, and \d+ are missing/)
    const right = await blobOfKey('in/right.bin')
    const left = await readdir(path.join(target, 'blobs'), { recursive: true })
    expect(left.some((name) => name.endsWith(right))).toBe(true)
    for (const key of [cut, flipped]) {
      const id = await blobOfKey(key)
      expect(left.some((name) => name.endsWith(id))).toBe(false)
    }
    await rm(target, { recursive: true })
  },
)

async function lemnis(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    LEMNIS_DATA_DIR: service.dataDir,
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    ...storageOf(service.dataDir),
  }
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [LAUNCHER, ...args], { env })
    return { code: 0, stdout, stderr }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'stdout' in error && 'stderr' in error)) throw error
    return { code: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) }
  }
}
