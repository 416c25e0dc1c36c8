import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type RunningService } from '../../../tooling/start-service.ts'
import { ConsoleClient, ask } from '../../console-client.ts'
import { signedRequest } from '../../signed-client.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const HTML = '<script>document.title="run"</script>'

let service: RunningService
let admin: ConsoleClient

beforeAll(async () => {
  service = await startService({ settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}` } })
  admin = await ConsoleClient.signIn(service, { token: service.adminToken })
}, 60_000)

afterAll(() => service[Symbol.asyncDispose]())

test('a browser is sent to the console, which is served with its scripts and nothing else of this origin', async () => {
  const start = await ask(service, '/', { headers: { accept: 'text/html' } })
  expect(start.status).toBe(302)
  expect(start.headers.location).toBe('/_lemnis/console/')
  const page = await ask(service, '/_lemnis/console/')
  expect(page.status).toBe(200)
  const policy = page.headers['content-security-policy'] ?? ''
  expect(policy).toContain(`script-src 127.0.0.1:${service.port}/_lemnis/console/assets/;`)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toMatch(/'self'|unsafe|\*/)
  const [, script = ''] = /src="([^"]+\.js)"/.exec(page.body) ?? []
  const plain = await ask(service, script)
  const packed = await ask(service, script, { headers: { 'accept-encoding': 'gzip, br' } })
  expect(plain.headers['cache-control']).toContain('immutable')
  expect(packed.headers['content-encoding']).toBe('br')
  expect((await ask(service, '/_lemnis/console/jobs/j1')).body).toBe(page.body)
  expect((await ask(service, '/_lemnis/console/assets/none.js')).status).toBe(404)
}, 60_000)

test('objects are read and written below a path, and run nothing there', async () => {
  const path = `/_lemnis/objects/${BUCKET}/a%20b/page.html`
  const put = await admin.ask(path, { method: 'PUT', body: HTML, headers: { 'content-type': 'text/html' } })
  expect(put.status).toBe(200)
  const got = await admin.ask(path)
  expect(got.body).toBe(HTML)
  expect(got.headers['content-disposition']).toBe('attachment')
  expect(got.headers['content-security-policy']).toMatch(/^sandbox; default-src 'none'/)
  const part = await admin.ask(path, { headers: { range: 'bytes=0-6' } })
  expect([part.status, part.body]).toEqual([206, '<script'])
  expect((await admin.ask(`/_lemnis/objects/${BUCKET}/none`)).status).toBe(404)
  expect((await ask(service, path)).status).toBe(401)
})

test.each(['text/html', 'image/svg+xml', 'application/xml'])(
  'an object of %s is saved by a browser rather than shown, at the origin of the console',
  async (type) => {
    const object = { host: `127.0.0.1:${service.port}`, path: '/page' }
    await signedRequest(service, { ...object, method: 'PUT', headers: { 'content-type': type }, body: HTML })
    const got = await signedRequest(service, { ...object, method: 'GET' })
    expect(got.headers['content-security-policy']).toBe('sandbox')
    expect(got.headers['content-disposition']).toBe('attachment')
    // Where the host names the bucket the console does not answer, so that the origin is another.
    const there = await signedRequest(service, {
      ...{ ...object, method: 'GET', host: `${BUCKET}.cos.${REGION}.myqcloud.com` },
    })
    expect(there.headers['content-disposition']).toBeUndefined()
  },
)

test('without the console nothing of it answers, and objects are sent as they always were', async () => {
  const plain = await startService({
    settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, LEMNIS_CONSOLE: 'off' },
  })
  try {
    expect((await ask(plain, '/_lemnis/console/')).status).toBe(404)
    expect((await ask(plain, '/', { headers: { accept: 'text/html' } })).status).toBe(200)
    const object = { host: `${BUCKET}.cos.${REGION}.myqcloud.com`, path: '/page.html' }
    await signedRequest(plain, { ...object, method: 'PUT', body: HTML })
    const got = await signedRequest(plain, { ...object, method: 'GET' })
    expect(got.headers['content-disposition']).toBeUndefined()
    expect(got.headers['content-security-policy']).toBe('sandbox allow-scripts')
  } finally {
    await plain[Symbol.asyncDispose]()
  }
}, 60_000)
