import { expect, test } from 'vitest'
import { z } from 'zod'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { askAdmin } from '../admin-client.ts'
import { startReceiver } from '../callback-receiver.ts'
import { runLemnis } from '../run-lemnis.ts'
import { signedRequest, type Answer } from '../signed-client.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const CI = `${BUCKET}.ci.${REGION}.myqcloud.com`
const COS = `${BUCKET}.cos.${REGION}.myqcloud.com`

const start = (settings: Readonly<Record<string, string>>): Promise<RunningService> =>
  startService({ settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}`, ...settings } })

async function submit(service: RunningService, callback: string): Promise<Answer> {
  await signedRequest(service, { method: 'PUT', path: '/in.txt', host: COS, body: 'one' })
  const body =
    '<Request><Tag>FileHashCode</Tag><Input><Object>in.txt</Object></Input><Operation><FileHashCodeConfig>' +
    `<Type>MD5</Type></FileHashCodeConfig></Operation>${callback}</Request>`
  return signedRequest(service, { method: 'POST', path: '/jobs', host: CI, body })
}

const lemnis = (service: RunningService, ...args: string[]) =>
  runLemnis([...args, '--url', service.url], { settings: { LEMNIS_ADMIN_TOKEN: service.adminToken } })

const listed = z.object({ callbacks: z.array(z.object({ id: z.string(), url: z.string() })) })

test('LEMNIS_CALLBACK_TO takes every callback, with the address that the job names beside it', async () => {
  await using receiver = await startReceiver()
  const to = `${receiver.url}/hook`
  await using service = await start({ LEMNIS_CALLBACK_TO: to, LEMNIS_CALLBACK_ALLOW: 'only:hooks.test' })
  expect(service.output()).toContain(`all callbacks go to ${to} (LEMNIS_CALLBACK_TO)\n`)
  const named = 'http://10.1.2.3/done'
  expect(await submit(service, `<CallBack>${named}</CallBack>`)).toMatchObject({ status: 200 })
  const first = await receiver.next(({ headers }) => headers['lemnis-callback-url'] === named)
  expect(first).toMatchObject({ path: '/hook', headers: { 'content-type': 'application/xml' } })
  expect(first.body).toContain('<EventName>TaskFinish</EventName>')

  const id = String(first.headers['webhook-id'])
  const replayed = await lemnis(service, 'callbacks', 'replay', id)
  expect(replayed).toMatchObject({ code: 0, out: '1 callback will be sent again.\n' })
  const second = await receiver.next(
    (one) => one !== first && one.headers['webhook-id'] === id && one.headers['lemnis-attempt'] === '2',
  )
  expect(second).toMatchObject({ path: '/hook', body: first.body })
  expect(second.headers['lemnis-callback-url']).toBe(named)
  const { out } = await lemnis(service, 'callbacks', 'show', id)
  expect(out).toContain(`  url           ${named}\n  sent to       ${to} (LEMNIS_CALLBACK_TO)\n`)

  const listOf = (endpoint: string) => lemnis(service, 'callbacks', 'list', '--endpoint', endpoint)
  for (const endpoint of [receiver.url, named]) expect((await listOf(endpoint)).out).toContain(id)
  expect((await listOf('https://hooks.example')).out).toBe('Nothing matches these options.\n')
  const { code, complaints } = await listOf('localhost')
  expect([code, complaints]).toEqual([2, expect.stringContaining('"localhost" is no endpoint')])

  const toQueue =
    '<CallBackType>TDMQ</CallBackType><CallBackMqConfig><MqName>done</MqName><MqRegion>gz</MqRegion></CallBackMqConfig>'
  expect(await submit(service, toQueue)).toMatchObject({ status: 200 })
  await receiver.next(({ headers }) => headers['lemnis-callback-url'] === 'tdmq://gz/queue/done')

  const sample = await lemnis(service, 'callbacks', 'send-sample', 'https://hooks.example/sample')
  expect(sample.code).toBe(0)
  expect(sample.out).toContain(`  sent to       ${to} (LEMNIS_CALLBACK_TO)\n`)
  await receiver.next(({ headers }) => headers['lemnis-callback-url'] === 'https://hooks.example/sample')
  const { body } = await askAdmin(service, '/callbacks')
  expect(listed.parse(body).callbacks.map(({ url }) => url)).toEqual(['tdmq://gz/queue/done', named])
  expect(await submit(service, '<CallBack>ftp://hooks.example/</CallBack>')).toMatchObject({ status: 400 })
}, 60_000)

test('LEMNIS_CALLBACK_ALLOW=only:… refuses public addresses, with the value that allows them', async () => {
  await using receiver = await startReceiver()
  const own = new URL(receiver.url)
  await using service = await start({ LEMNIS_CALLBACK_ALLOW: `only:localhost:${own.port}` })
  expect(service.output()).toContain(
    `callbacks may go to localhost:${own.port} and nowhere else (LEMNIS_CALLBACK_ALLOW)\n`,
  )
  for (const host of ['hooks.example.com', '8.8.8.8', '127.0.0.1']) {
    const refused = await submit(service, `<CallBack>https://${host}/live</CallBack>`)
    expect(refused).toMatchObject({ status: 400, code: 'InvalidArgument' })
    expect(refused.body).toContain(
      `CallBack can't be called: ${host} is not among the addresses of LEMNIS_CALLBACK_ALLOW=only:…; ${host} added to that list allows it.`,
    )
  }
  const sample = await lemnis(service, 'callbacks', 'send-sample', 'https://hooks.example.com/live')
  expect(sample.code).toBe(1)
  expect(sample.out).toContain('refused-address')
  expect(sample.out).toContain('hooks.example.com added to that list allows it')
  // Not even its name was resolved.
  expect(sample.out).not.toContain('DNS')
  expect(await submit(service, `<CallBack>http://localhost:${own.port}/</CallBack>`)).toMatchObject({
    status: 200,
  })
  await receiver.next(({ path }) => path === '/')
}, 60_000)

test('a service that others can reach says what is open, and a refused attempt names the setting', async () => {
  await using receiver = await startReceiver()
  await using service = await start({ LEMNIS_HOST: '0.0.0.0' })
  expect(service.output()).toContain(
    'callbacks may go to public addresses only; LEMNIS_CALLBACK_ALLOW=HOST,…',
  )
  const refused = await submit(service, `<CallBack>${receiver.url}/</CallBack>`)
  expect(refused.body).toContain(
    "CallBack can't be called: 127.0.0.1 is not a public address (loopback); LEMNIS_CALLBACK_ALLOW=127.0.0.1 allows it.",
  )
  const sample = await lemnis(
    service,
    'callbacks',
    'send-sample',
    receiver.url.replace('127.0.0.1', 'localhost'),
  )
  expect(sample.out).toContain(
    'localhost resolves to 127.0.0.1, which is not a public address (loopback); LEMNIS_CALLBACK_ALLOW=localhost allows it',
  )
  expect(receiver.received).toEqual([])
}, 60_000)
