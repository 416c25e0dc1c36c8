import { expect, test } from 'vitest'
import { summarizeBody } from './summarize-body.ts'

const SECRET = 'a-secret-that-nobody-may-read'

test('what was asked for is kept as it is', () => {
  const body = { name: 'transcriber', buckets: ['media-1250000000'], maxConcurrent: 4, until: null, ok: true }
  expect(summarizeBody(body)).toEqual(body)
})

test.each([
  [{ secretId: 'AKIDone', secretKey: SECRET }],
  [{ SecretKey: SECRET }],
  [{ token: SECRET }],
  [{ nested: [{ password: SECRET }] }],
  [{ secret: { value: SECRET } }],
  [{ credentials: [SECRET] }],
  [{ headers: { Authorization: `Bearer ${SECRET}` } }],
  [{ url: `https://hooks.example.com/a?token=${SECRET}&x=${SECRET}` }],
  [{ url: `https://user:${SECRET}@hooks.example.com/a` }],
  [{ tdmq: `amqp://user:${SECRET}@broker/vhost` }],
  [{ request: `<Request><CallBack>https://hooks.example.com/?sign=${SECRET}</CallBack></Request>` }],
  [{ request: `<Request><A>https://a.example/?x=1&amp;q-signature=${SECRET}</A></Request>` }],
  [{ request: `<Request><SecretKey>${SECRET}</SecretKey></Request>` }],
])('no secret is kept of %j', (body) => {
  expect(JSON.stringify(summarizeBody(body))).not.toContain(SECRET)
})

test('a key is named by its id, and an address by its path', () => {
  expect(summarizeBody({ secretId: 'AKIDone', url: 'https://a.example/b?c=d' })).toEqual({
    secretId: 'AKIDone',
    url: 'https://a.example/b?c=…',
  })
})

test.each([
  ['a long text', { text: 'x'.repeat(1_000_000) }],
  [
    'many members',
    Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`name${at}`, 'x'.repeat(300)])),
  ],
  ['a long list', { keys: Array.from({ length: 1_000 }, (_, at) => `${at}`.padEnd(300, 'x')) }],
  ['long names', { ['n'.repeat(100_000)]: 1 }],
  ['what is nested deep', JSON.parse('{"a":'.repeat(500) + '1' + '}'.repeat(500))],
])('of %s little is kept', (_, body) => {
  expect(JSON.stringify(summarizeBody(body)).length).toBeLessThan(5_000)
})
