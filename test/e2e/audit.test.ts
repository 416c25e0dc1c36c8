import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { auditPageSchema, type AuditEntryJson } from '../../packages/server/src/api-schemas/audit.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin } from '../admin-client.ts'
import { ask, ConsoleClient, signIn } from '../console-client.ts'

const BUCKET = 'media-1250000000'

let service: RunningService
let admin: ConsoleClient

beforeAll(async () => {
  // It makes its own signing keys, so that they can be rotated.
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou`, LEMNIS_WEBHOOK_SECRET: '' },
  })
  admin = await ConsoleClient.signIn(service, { token: service.adminToken })
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

async function entries(filter: Readonly<Record<string, string>> = {}): Promise<readonly AuditEntryJson[]> {
  const { body } = await askAdmin(service, `/audit?${new URLSearchParams(filter).toString()}`)
  return auditPageSchema.parse(body).entries
}

const newest = async (what: string): Promise<AuditEntryJson | undefined> => (await entries({ what })).at(0)

const post = (path: string, body: object) =>
  admin.ask(`/_lemnis/api${path}`, { method: 'POST', body: JSON.stringify(body) })

test('a change by a session says who signed in where and when, what was made, and how it ended', async () => {
  const made = await post('/keys', { name: 'transcriber', buckets: [BUCKET] })
  const key = z.object({ secretId: z.string(), secretKey: z.string() }).parse(JSON.parse(made.body))
  const entry = await newest('POST /keys')
  expect(entry).toMatchObject({
    ...{ role: 'admin', address: '127.0.0.1', signedInFrom: '127.0.0.1', target: key.secretId },
    ...{ body: { name: 'transcriber', buckets: [BUCKET] }, status: 200, times: 1 },
  })
  expect(entry?.who).toMatch(/^console [0-9a-f]{8}$/)
  expect(Date.parse(entry?.signedInAt ?? '')).toBeLessThan(Date.now())
  expect(JSON.stringify(await entries())).not.toContain(key.secretKey)
})

test('a change that fails is an entry as well', async () => {
  expect((await askAdmin(service, '/keys/AKIDnone', { method: 'DELETE' })).status).toBe(404)
  expect(await newest('DELETE /keys/{id}')).toMatchObject({
    ...{ who: 'admin token', target: 'AKIDnone', body: null, status: 404 },
  })
  const wrong = await askAdmin(service, '/queues/p0', { method: 'PATCH', body: { maxSize: 'many' } })
  expect(wrong.status).toBe(400)
  expect(await newest('PATCH /queues/{id}')).toMatchObject({ target: 'p0', status: 400 })
})

test('no secret of a body is kept, and none of an answer', async () => {
  const secretKey = 'a-secret-that-nobody-may-read'
  await askAdmin(service, '/keys', { body: { name: 'moved', secretId: 'AKIDmoved1', secretKey } })
  const { body } = await askAdmin(service, '/keys/temporary', { body: { key: 'AKIDmoved1' } })
  const temporary = z.object({ secretKey: z.string(), token: z.string() }).parse(body)
  const rotated = z
    .object({ secret: z.string() })
    .parse((await askAdmin(service, '/secrets/rotate', { body: {} })).body)
  const link = z
    .object({ path: z.string() })
    .parse((await askAdmin(service, '/console/links', { body: {} })).body)
  const url = `http://user:${secretKey}@127.0.0.1:1/?token=${secretKey}`
  await askAdmin(service, '/callbacks/sample', { body: { url } })
  const text = JSON.stringify(await entries())
  expect(text).toContain('AKIDmoved1')
  expect(text).toContain('POST /callbacks/sample')
  const secrets = [secretKey, temporary.secretKey, temporary.token, rotated.secret, service.adminToken]
  for (const secret of [...secrets, link.path.replace(/.*code=/, '')]) expect(text).not.toContain(secret)
})

test('what a session does to objects is recorded, each upload in parts once', async () => {
  const path = `/_lemnis/objects/${BUCKET}/in/a%20b.txt`
  expect((await admin.ask(path, { method: 'PUT', body: 'hello' })).status).toBe(200)
  expect(await newest('cos:PutObject')).toMatchObject({ target: `${BUCKET}/in/a b.txt`, status: 200 })
  const begun = await admin.ask(`${path}?uploads`, { method: 'POST', body: '' })
  const upload = /<UploadId>([^<]+)/.exec(begun.body)?.[1] ?? ''
  const part = await admin.ask(`${path}?partNumber=1&uploadId=${upload}`, { method: 'PUT', body: 'part' })
  expect(part.status).toBe(200)
  expect(await entries({ what: 'cos:UploadPart' })).toEqual([])
  expect((await admin.ask(`${path}?uploadId=${upload}`, { method: 'DELETE' })).status).toBe(204)
  expect(await newest('cos:AbortMultipartUpload')).toMatchObject({ status: 204 })
  expect((await admin.ask(path, { method: 'DELETE' })).status).toBe(204)
  expect(await newest('cos:DeleteObject')).toMatchObject({ target: `${BUCKET}/in/a b.txt`, status: 204 })
  const none = await admin.ask('/_lemnis/objects/none-1250000000/a', { method: 'PUT', body: '' })
  expect(none.status).toBe(404)
  expect(await newest('cos:PutObject')).toMatchObject({ target: 'none-1250000000/a', status: 404 })
})

test('sign-ins and sign-outs are recorded, and how the browser got in', async () => {
  const browser = await ConsoleClient.signIn(service, { token: service.adminToken })
  const signedIn = await newest('sign in')
  expect(signedIn).toMatchObject({ role: 'admin', address: '127.0.0.1', body: { by: 'token' }, status: 200 })
  await browser.ask('/_lemnis/console/session', { method: 'DELETE' })
  expect(await newest('sign out')).toMatchObject({
    who: signedIn?.who,
    signedInFrom: '127.0.0.1',
    status: 200,
  })
  const link = await askAdmin(service, '/console/links', { body: { role: 'reader' } })
  const code = /code=(\w+)/.exec(JSON.stringify(link.body))?.[1] ?? ''
  await ConsoleClient.signIn(service, { code })
  expect(await newest('sign in')).toMatchObject({ role: 'reader', body: { by: 'link' } })
})

test('refused sign-ins of a minute are one entry, whatever was tried', async () => {
  for (let count = 0; count < 5; count += 1) await signIn(service, { token: `wrong-token-${count}` })
  const refused = await entries({ who: 'nobody' })
  expect(refused.length).toBeLessThanOrEqual(2)
  expect(refused.reduce((sum, { times }) => sum + times, 0)).toBe(5)
  expect(refused[0]).toMatchObject({
    what: 'sign in',
    role: null,
    address: '127.0.0.1',
    status: 401,
    target: null,
  })
  expect(JSON.stringify(refused)).not.toContain('wrong-token')
})

test('who only reads leaves no entry, nor who is not known', async () => {
  const before = await entries()
  await admin.ask('/_lemnis/api/keys')
  await askAdmin(service, '/keys', { token: 'wrong', body: { name: 'a' } })
  await ask(service, `/_lemnis/objects/${BUCKET}/a`, { method: 'PUT', body: 'a' })
  expect(await entries()).toEqual(before)
})

test('a page follows the one before it', async () => {
  const first = auditPageSchema.parse((await askAdmin(service, '/audit?limit=3')).body)
  expect(first.entries).toHaveLength(3)
  const second = auditPageSchema.parse((await askAdmin(service, `/audit?limit=3&before=${first.next}`)).body)
  expect(second.entries[0]?.sequence).toBeLessThan(first.entries[2]?.sequence ?? 0)
  expect(await entries({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual([])
})
