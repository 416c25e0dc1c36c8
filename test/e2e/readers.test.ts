import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { auditPageSchema } from '../../packages/server/src/api-schemas/audit.ts'
import { API_ROUTES } from '../../packages/server/src/http/api/routes.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin } from '../admin-client.ts'
import { ask, ConsoleClient, type PageRequest } from '../console-client.ts'
import type { Answer } from '../signed-client.ts'

const BUCKET = 'media-1250000000'
const READ_TOKEN = 'a-read-token-for-tests'
const OBJECT = `/_lemnis/objects/${BUCKET}/a.txt`

let service: RunningService
let session: ConsoleClient
let queue: string

beforeAll(async () => {
  service = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@ap-guangzhou`, LEMNIS_READ_TOKEN: READ_TOKEN },
  })
  session = await ConsoleClient.signIn(service, { token: READ_TOKEN })
  const admin = await ConsoleClient.signIn(service, { token: service.adminToken })
  expect((await admin.ask(OBJECT, { method: 'PUT', body: 'kept' })).status).toBe(200)
  const listed = z.object({ queues: z.array(z.object({ id: z.string() })) })
  queue = listed.parse((await askAdmin(service, '/queues')).body).queues[0]?.id ?? ''
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

const CALLERS = {
  'a session that only reads': (path: string, request: PageRequest) => session.ask(path, request),
  'the read token': (path: string, { headers, ...request }: PageRequest) =>
    ask(service, path, { ...request, headers: { authorization: `Bearer ${READ_TOKEN}`, ...headers } }),
}
type AskAs = (path: string, request: PageRequest) => Promise<Answer>

const pathOf = (path: string): string =>
  `/_lemnis/api${path.replace('{id}', path.startsWith('/queues/') ? queue : 'x')}`

/** What a change could have changed. */
async function contents(): Promise<unknown> {
  const lists = [
    '/buckets',
    `/objects?bucket=${BUCKET}`,
    '/keys',
    '/queues',
    '/secrets',
    '/jobs',
    '/callbacks',
  ]
  const more = ['/endpoints', '/templates', '/workflows', '/executions', '/batches']
  return Promise.all([...lists, ...more].map(async (list) => (await askAdmin(service, list)).body))
}

async function refusals(): Promise<number> {
  const { entries } = auditPageSchema.parse((await askAdmin(service, '/audit?limit=1000')).body)
  return entries.filter(({ status }) => status === 403).reduce((sum, { times }) => sum + times, 0)
}

describe.each(Object.entries(CALLERS))('%s', (_, askAs: AskAs) => {
  test('reads by every route that reads', { timeout: 60_000 }, async () => {
    // A stream of events has no end.
    for (const { path } of API_ROUTES.filter(({ method, path }) => method === 'GET' && path !== '/events')) {
      const { status, body } = await askAs(pathOf(path), { method: 'GET' })
      expect([200, 400, 404, 409], `GET ${path}: ${body}`).toContain(status)
    }
    expect((await askAs(OBJECT, { method: 'GET' })).body).toBe('kept')
  })

  test('changes nothing by any other, and each try is recorded', async () => {
    const changes = API_ROUTES.filter(({ method }) => method !== 'GET')
    expect(changes.length).toBeGreaterThan(15)
    const before = [await contents(), await refusals()] as const
    for (const { method, path } of changes) {
      const { status } = await askAs(pathOf(path), { method, ...(method !== 'DELETE' && { body: '{}' }) })
      expect(status, `${method} ${path}`).toBe(403)
    }
    for (const method of ['PUT', 'POST', 'DELETE']) {
      expect((await askAs(OBJECT, { method })).status, method).toBe(403)
      expect((await askAs(`${OBJECT}?uploads`, { method })).status, method).toBe(403)
    }
    expect((await askAs('/_lemnis/api/nothing', { method: 'POST', body: '{}' })).status).toBe(403)
    expect(await contents()).toEqual(before[0])
    expect((await refusals()) - before[1]).toBe(changes.length + 6)
  })
})

test('the read token reads the metrics', async () => {
  const headers = { authorization: `Bearer ${READ_TOKEN}` }
  const { status, body } = await ask(service, '/metrics', { headers })
  expect(status).toBe(200)
  expect(body).toContain('lemnis_jobs')
  expect((await ask(service, '/metrics')).status).toBe(401)
  expect((await ask(service, '/metrics', { headers: { authorization: 'Bearer wrong' } })).status).toBe(401)
})
