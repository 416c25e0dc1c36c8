import { expect, test } from 'vitest'
import { startService, type RunningService } from '../../tooling/start-service.ts'
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
