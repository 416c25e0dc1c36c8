import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { authorization } from '../authorization.ts'
import { signedRequest, type Answer } from '../signed-client.ts'

const BUCKET = 'media-1250000000'
const COS = `${BUCKET}.cos.ap-guangzhou.myqcloud.com`
const CI = `${BUCKET}.ci.ap-guangzhou.myqcloud.com`
const LARGE = 64 * 1024 * 1024

let service: RunningService

beforeAll(async () => {
  service = await startService({ settings: { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou` } })
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

const cos = (method: string, path: string, body?: string): Promise<Answer> =>
  signedRequest(service, { method, path, host: COS, ...(body !== undefined && { body }) })

async function scrape(): Promise<string> {
  const headers = { authorization: `Bearer ${service.adminToken}` }
  return (await fetch(`${service.url}/metrics`, { headers })).text()
}

/** The sample of a series once it is there and as wanted; what was there last when it never is. */
async function sampleOf(series: string, isSelected: (value: number) => boolean): Promise<number | undefined> {
  let value: number | undefined
  for (let tries = 0; tries < 200; tries += 1) {
    const line = (await scrape()).split('\n').find((text) => text.startsWith(`${series} `))
    value = line === undefined ? undefined : Number(line.slice(series.length + 1))
    if (value !== undefined && isSelected(value)) break
    await sleep(50)
  }
  return value
}

const count = (route: string, status: number | string, wanted: number): Promise<number | undefined> =>
  sampleOf(`lemnis_http_requests_total{route="${route}",status="${status}"}`, (value) => value >= wanted)

test('requests are counted by operation and status, and timed', { timeout: 60_000 }, async () => {
  for (const key of ['a', 'b', 'c']) await cos('PUT', `/${key}`, 'some bytes')
  await cos('GET', '/a')
  await cos('GET', '/none')
  await signedRequest(service, { method: 'GET', path: '/a', host: COS, expires: -20_000 })
  expect(await count('cos:PutObject', 200, 3)).toBe(3)
  expect(await count('cos:GetObject', 200, 1)).toBe(1)
  expect(await count('cos:GetObject', 404, 1)).toBe(1)
  expect(await count('other', 403, 1)).toBe(1)
  expect(await count('/metrics', 200, 1)).toBeGreaterThan(0)
  expect(await sampleOf('lemnis_http_request_seconds_count{route="cos:PutObject"}', () => true)).toBe(3)
  expect(
    await sampleOf('lemnis_http_request_seconds_bucket{le="60",route="cos:PutObject"}', () => true),
  ).toBe(3)
})

test('what clients write makes no series', { timeout: 60_000 }, async () => {
  const series = async (): Promise<number> =>
    (await scrape()).match(/^lemnis_http_request_seconds_count\{/gm)?.length ?? 0
  const headers = { authorization: `Bearer ${service.adminToken}` }
  const visit = async (n: number): Promise<void> => {
    await cos('GET', `/key-${n}`)
    await cos('PATCH', `/key-${n}`)
    await signedRequest(service, { method: 'GET', path: `/path-${n}`, host: CI })
    await signedRequest(service, { method: 'GET', path: `/jobs/j${n}`, host: CI })
    await fetch(`${service.url}/_lemnis/api/path-${n}`, { headers })
    await fetch(`${service.url}/_lemnis/api/callbacks/${n}`, { headers })
  }
  await visit(0)
  await count('/_lemnis/api/callbacks/{id}', 404, 1)
  const before = await series()
  for (let n = 1; n < 20; n += 1) await visit(n)
  expect(await count('/_lemnis/api/callbacks/{id}', 404, 20)).toBe(20)
  expect(await series()).toBe(before)
})

test('an answer that its client did not wait for is cut', { timeout: 60_000 }, async () => {
  await signedRequest(service, { method: 'PUT', path: '/large', host: COS, body: Buffer.alloc(LARGE) })
  await leaveAfter('/large', 0)
  expect(await count('cos:GetObject', 'cut', 1)).toBe(1)
})

test('an answer whose last byte its client waited for is none', { timeout: 60_000 }, async () => {
  const answered = await count('cos:GetObject', 200, 1)
  for (let turn = 0; turn < 200; turn += 1) await leaveAfter('/a', 'some bytes'.length)
  expect(await count('cos:GetObject', 200, Number(answered) + 200)).toBe(Number(answered) + 200)
})

/** Closes the connection as soon as so many bytes of the object's came. */
async function leaveAfter(path: string, bytes: number): Promise<void> {
  const { secretId, secretKey, port } = service
  const now = Math.floor(Date.now() / 1_000)
  const signed = authorization({
    ...{ secretId, secretKey, method: 'GET', path, query: {}, headers: { host: COS } },
    keyTime: `${now - 60};${now + 600}`,
  })
  await new Promise<void>((resolve, reject) => {
    const leaving = request({ port, path, headers: { host: COS, authorization: signed } })
    leaving.on('error', reject).on('response', (response) => {
      response.on('close', resolve)
      let left = bytes
      if (left === 0) response.destroy()
      else response.on('data', (chunk: Buffer) => (left -= chunk.length) <= 0 && response.destroy())
    })
    leaving.end()
  })
}

test('buckets and directories say how much they hold and have left', { timeout: 60_000 }, async () => {
  const bytes = await sampleOf(`lemnis_bucket_bytes{bucket="${BUCKET}"}`, () => true)
  expect(bytes).toBeGreaterThanOrEqual(30)
  for (const directory of ['data', 'staging', 'work']) {
    const free = await sampleOf(`lemnis_directory_free_bytes{directory="${directory}"}`, () => true)
    expect([directory, free]).toEqual([directory, expect.any(Number)])
  }
})

test('the log tells who ran a job, where, and how long', { timeout: 60_000 }, async () => {
  await cos('PUT', '/to-hash', 'some bytes')
  const answer = await signedRequest(service, {
    method: 'POST',
    path: '/jobs',
    host: CI,
    headers: { 'content-type': 'application/xml' },
    body:
      '<Request><Tag>FileHashCode</Tag><Input><Object>to-hash</Object></Input>' +
      '<Operation><FileHashCodeConfig><Type>MD5</Type></FileHashCodeConfig></Operation></Request>',
  })
  expect(answer.status).toBe(200)
  const line = (): string | undefined =>
    service
      .log()
      .split('\n')
      .find((text) => text.includes('a job was run'))
  for (let tries = 0; tries < 400 && line() === undefined; tries += 1) await sleep(50)
  const wanted = z.object({
    ...{ tag: z.literal('FileHashCode'), outcome: z.literal('success') },
    ...{ ms: z.int().min(0), worker: z.int().positive(), host: z.string().min(1) },
  })
  expect(wanted.safeParse(JSON.parse(line() ?? '{}')).error).toBeUndefined()
})

test('a browser is sent to the console from the root, and a client of the protocol its error', async () => {
  const headers = { accept: 'text/html,*/*;q=0.8' }
  const page = await fetch(service.url, { headers, redirect: 'manual' })
  expect(page.status).toBe(302)
  expect(page.headers.get('location')).toBe('/_lemnis/console/')
  expect(await count('/', 302, 1)).toBe(1)
  const unsigned = await fetch(service.url)
  expect(unsigned.status).toBe(403)
  expect(await unsigned.text()).toContain('<Code>')
  const host = 'service.cos.myqcloud.com'
  const listed = await signedRequest(service, {
    ...{ method: 'GET', path: '/', host },
    headers: { accept: 'text/html' },
  })
  expect(listed.body).toContain('<ListAllMyBucketsResult>')
})
