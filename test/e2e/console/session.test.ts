import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { startService, type RunningService } from '../../../tooling/start-service.ts'
import { askAdmin } from '../../admin-client.ts'
import { ConsoleClient, ask, signIn } from '../../console-client.ts'

const BUCKET = 'media-1250000000'
const READ_TOKEN = 'a-read-token-for-tests'

let service: RunningService
let admin: ConsoleClient

beforeAll(async () => {
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou`, LEMNIS_READ_TOKEN: READ_TOKEN },
  })
  admin = await ConsoleClient.signIn(service, { token: service.adminToken })
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

test('a session is a cookie that no script reads and no other site sends', async () => {
  const answer = await signIn(service, { token: service.adminToken })
  const [cookie = ''] = answer.headers['set-cookie'] ?? []
  expect(cookie).toMatch(/^lemnis_session=[0-9a-f]{64}; Path=\/_lemnis\/; HttpOnly; SameSite=Strict$/)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.body).not.toContain(service.adminToken)
})

test('every sign-in makes a session of its own, whatever cookie came with it', async () => {
  const known = `lemnis_session=${'a'.repeat(64)}`
  const answer = await signIn(service, { token: service.adminToken }, { cookie: known })
  expect(answer.headers['set-cookie']?.[0]).not.toContain(known)
  expect((await ask(service, '/_lemnis/api/status', { headers: { cookie: known } })).status).toBe(401)
})

test('the API answers to the cookie, and takes a change with the secret of the session', async () => {
  expect((await admin.ask('/_lemnis/api/status')).status).toBe(200)
  const change = { method: 'POST', body: JSON.stringify({ bucket: BUCKET, key: 'a' }) }
  expect((await admin.ask('/_lemnis/api/objects/sign', change)).status).toBe(200)
  const without = await admin.ask('/_lemnis/api/objects/sign', {
    ...change,
    headers: { 'x-lemnis-csrf': '' },
  })
  expect(without.status).toBe(403)
})

test.each([
  ['another origin', { origin: 'http://evil.example' }],
  ['no origin', { origin: 'null' }],
  ['another page of the same site', { 'sec-fetch-site': 'same-site' }],
  ['another site', { 'sec-fetch-site': 'cross-site' }],
])('a change from %s is refused, even with the secret', async (_, headers) => {
  const body = JSON.stringify({ bucket: BUCKET, key: 'a' })
  const answer = await admin.ask('/_lemnis/api/objects/sign', { method: 'POST', headers, body })
  expect(answer.status).toBe(403)
})

test('nothing of the console answers at a name that another site may point here', async () => {
  const headers = { host: 'rebound.example:8080' }
  expect((await admin.ask('/_lemnis/api/status', { headers })).status).toBe(421)
  expect((await ask(service, '/_lemnis/console/', { headers })).status).toBe(421)
  const refused = await signIn(
    service,
    { token: service.adminToken },
    { ...headers, origin: 'http://rebound.example:8080' },
  )
  expect(refused.status).toBe(421)
  expect(refused.body).toContain('LEMNIS_PUBLIC_NAMES')
})

test('signing out ends the session, for whoever has the cookie', async () => {
  const leaving = await ConsoleClient.signIn(service, { token: service.adminToken })
  const answer = await leaving.ask('/_lemnis/console/session', { method: 'DELETE' })
  expect(answer.headers['set-cookie']?.[0]).toContain('Max-Age=0')
  expect((await leaving.ask('/_lemnis/api/status')).status).toBe(401)
})

test('a link signs in once', async () => {
  const { body } = await askAdmin(service, '/console/links', { body: { role: 'reader' } })
  const { path } = z.object({ path: z.string() }).parse(body)
  const code = path.replace('/_lemnis/console/#code=', '')
  expect((await ConsoleClient.signIn(service, { code })).role).toBe('reader')
  expect((await signIn(service, { code })).status).toBe(401)
})

test('the object protocol knows no cookie', async () => {
  const answer = await ask(service, '/x', {
    headers: { cookie: admin.cookie, host: `${BUCKET}.localhost` },
  })
  expect(answer.status).toBe(403)
})

test('after too many wrong tokens an address has to wait', async () => {
  const other = await startService({ settings: {} })
  try {
    const statuses: number[] = []
    for (let tries = 0; tries < 12; tries++) statuses.push((await signIn(other, { token: 'wrong' })).status)
    expect(statuses.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 401))
    expect(statuses.slice(10)).toEqual([429, 429])
    const right = await signIn(other, { token: other.adminToken })
    expect(right.headers['retry-after']).toMatch(/^\d+$/)
    expect(other.log()).not.toContain(other.adminToken)
  } finally {
    await other[Symbol.asyncDispose]()
  }
}, 60_000)
