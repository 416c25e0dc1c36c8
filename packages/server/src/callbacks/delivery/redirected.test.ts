import { expect, test } from 'vitest'
import { listEndpoints } from '../endpoints/list-endpoints.ts'
import { isKnownEndpoint } from '../endpoints/is-known-endpoint.ts'
import { resumeEndpoint } from '../endpoints/resume-endpoint.ts'
import { setEndpoint } from '../endpoints/set-endpoint.ts'
import { systemClock } from '../../base/clock.ts'
import { findCallbackIds, type StateFilter } from '../operator/find-callbacks.ts'
import { readCallbacks } from '../operator/read-callbacks.ts'
import { replayCallbacks } from '../operator/replay-callbacks.ts'
import { parseRedirect } from '../redirect.ts'
import { endpointOf, ofAddress, ofOrigin } from '../scope.ts'
import { attempts, db, queue, receiver, startSender, until, waiting } from '../testing/test-sender.ts'

const BUCKET = 'media-1250000000'
const NAMED = 'https://hooks.example/médias?token=a b'

const shown = async () => (await readCallbacks(db.reader, [1]))[0]
const idsIn = async (state: StateFilter) =>
  (await findCallbackIds(db.reader, { filter: { state }, order: 'asc', after: undefined, limit: 10 })).ids

test('every callback goes to the address of the setting, with its own in a header and in its row', async () => {
  const app = await receiver()
  const redirect = parseRedirect(`${app.url}?from=lemnis`)
  startSender({ redirect })
  await queue(NAMED, '<Response>1</Response>')
  await queue('tdmq://gz/queue/done', '<Response>2</Response>')
  await until(() => app.got.length === 2)
  await until(async () => (await waiting()).length === 0)
  const got = app.got.toSorted(
    (a, b) => Number(a.headers['lemnis-sequence']) - Number(b.headers['lemnis-sequence']),
  )
  expect(got.map(({ url, headers, body }) => [url, headers['lemnis-callback-url'], String(body)])).toEqual([
    ['/cb?from=lemnis', 'https://hooks.example/m%C3%A9dias?token=a%20b', '<Response>1</Response>'],
    ['/cb?from=lemnis', 'tdmq://gz/queue/done', '<Response>2</Response>'],
  ])
  expect(await shown()).toMatchObject({ url: NAMED, endpoint: 'https://hooks.example', state: 'delivered' })

  await replayCallbacks(db, { callbackIds: [1], now: systemClock.now(), ratePerSecond: undefined })
  await until(() => app.got.length === 3)
  const [first] = got
  expect(app.got[2]).toMatchObject({ body: first?.body, url: '/cb?from=lemnis' })
  expect(app.got[2]?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
})

test('without the setting no header is added', async () => {
  const app = await receiver()
  startSender()
  await queue(app.url)
  await until(() => app.got.length === 1)
  expect(app.got[0]?.headers).not.toHaveProperty('lemnis-callback-url')
})

test('health is that of the address that is really called, also for an operator', async () => {
  const app = await receiver((response) => response.writeHead(410).end())
  const endpoint = endpointOf(app.url)
  const redirect = parseRedirect(app.url)
  const sending = startSender({ redirect })
  await queue(NAMED)
  await queue('http://10.0.0.9/other')
  await until(async () => (await idsIn('parked')).length === 2)
  expect((await attempts()).map(({ status }) => status)).toContain(410)
  const address = ofAddress({ endpoint, bucketName: BUCKET }, app.url)
  const listed = async () =>
    (await listEndpoints(db.reader)).map(({ scope, state, waiting: count }) => ({ scope, state, count }))
  expect(await listed()).toContainEqual({ scope: address, state: 'parked', count: 2 })
  expect((await listed()).map(({ scope }) => scope.endpoint)).not.toContain('https://hooks.example')
  expect(await isKnownEndpoint(db.reader, ofOrigin({ endpoint }))).toBe(true)
  await sending.stop()
  expect(await resumeEndpoint(db, address, systemClock.now())).toBe(2)
  expect(await idsIn('pending')).toEqual([1, 2])

  const override = { state: 'paused', pausedUntil: systemClock.now() + 60_000, reason: 'test' } as const
  await setEndpoint(db, ofOrigin({ endpoint }), { override, now: systemClock.now() })
  expect(await idsIn('paused')).toEqual([1, 2])
  expect(await shown()).toMatchObject({ state: 'paused', nextAttemptAt: override.pausedUntil })
})

test('when the setting is removed, what waits goes to its own address, also what was parked elsewhere', async () => {
  const app = await receiver((response) => response.writeHead(410).end())
  const own = await receiver()
  const redirected = startSender({ redirect: parseRedirect(app.url) })
  await queue(own.url)
  await until(async () => (await idsIn('parked')).length === 1)
  await redirected.stop()
  startSender()
  await queue(own.url)
  await until(() => own.got.length === 1)
  const address = ofAddress({ endpoint: endpointOf(app.url), bucketName: BUCKET }, app.url)
  expect(await resumeEndpoint(db, address, systemClock.now())).toBe(1)
  await until(() => own.got.length === 2)
  expect(own.got[1]?.headers).not.toHaveProperty('lemnis-callback-url')
})

test.each([
  ['localhost:3000', /^it must begin with http:\/\/ or https:\/\/\. Give an http or https address/],
  ['hooks', /^it is not a URL/],
  ['http://me:secret@localhost/', /^it must not carry a user name or password/],
  ['http://169.254.169.254/', /\(linkLocal\), and no setting allows it/],
  ['http://[fd00:ec2::254]/', /is a cloud's metadata service/],
  ['http://metadata.google.internal/', /is a cloud's metadata service/],
])('%s can be no setting', (text, reason) => {
  expect(() => parseRedirect(text)).toThrow(reason)
})

test.each([
  'http://localhost:3000/cb',
  'http://10.0.0.1/',
  'http://host.docker.internal:8000/',
  'https://a.example/',
])('%s can be the setting', (text) => {
  expect(parseRedirect(text)).toEqual({ url: text, endpoint: endpointOf(text) })
})
