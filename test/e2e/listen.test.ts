import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { startReceiver, type CallbackReceiver } from '../callback-receiver.ts'
import { LAUNCHER, runLemnis } from '../run-lemnis.ts'
import { signedRequest } from '../signed-client.ts'

const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const CI = `${BUCKET}.ci.${REGION}.myqcloud.com`
const COS = `${BUCKET}.cos.${REGION}.myqcloud.com`

let service: RunningService
let receiver: CallbackReceiver
let app: CallbackReceiver

beforeAll(async () => {
  receiver = await startReceiver()
  app = await startReceiver()
  service = await startService({ settings: { LEMNIS_BUCKETS: `${BUCKET}@${REGION}` } })
  await signedRequest(service, { method: 'PUT', path: '/in.txt', host: COS, body: 'one' })
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
  await app[Symbol.asyncDispose]()
})

/** Returns the id of the job. */
async function submit(after: string): Promise<string> {
  const body =
    '<Request><Tag>FileHashCode</Tag><Input><Object>in.txt</Object></Input><Operation><FileHashCodeConfig>' +
    `<Type>MD5</Type></FileHashCodeConfig><UserData>opaque</UserData></Operation>${after}</Request>`
  const answer = await signedRequest(service, { method: 'POST', path: '/jobs', host: CI, body })
  return /<JobId>([^<]+)/.exec(answer.body)?.[1] ?? ''
}

const settings = () => ({
  LEMNIS_ADMIN_TOKEN: service.adminToken,
  LEMNIS_DATA_DIR: service.dataDir,
  LEMNIS_PORT: String(service.port),
})
const lemnis = (...args: string[]) => runLemnis(args, { settings: settings() })

interface Listening extends AsyncDisposable {
  readonly out: () => string
  readonly notes: () => string
  /** Waits until standard output matches. */
  until(pattern: RegExp): Promise<void>
  end(): Promise<number | null>
}

async function listen(...args: string[]): Promise<Listening> {
  const child = spawn(process.execPath, [LAUNCHER, 'listen', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...settings() },
  })
  let [out, notes] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (notes += text))
  const closed = once(child, 'close')
  await expect.poll(() => notes, { timeout: 20_000 }).toContain('listening to')
  const end = async () => {
    child.kill('SIGINT')
    await closed
    return child.exitCode
  }
  return {
    out: () => out,
    notes: () => notes,
    until: (pattern) => expect.poll(() => out, { timeout: 20_000 }).toMatch(pattern),
    end,
    async [Symbol.asyncDispose]() {
      await end()
    },
  }
}

test('a replay is shown as one and forwarded again, with the same id and bytes', async () => {
  await using listening = await listen('--forward', `${app.url}/replays`)
  const job = await submit(`<CallBack>${receiver.url}/</CallBack>`)
  await listening.until(new RegExp(`TaskFinish ${job} → ${receiver.url}/`))
  const first = await app.next(({ path, body }) => path === '/replays' && body.includes(job))
  const id = String(first.headers['webhook-id'])
  expect(await lemnis('callbacks', 'replay', id)).toMatchObject({ code: 0 })
  await listening.until(new RegExp(`${id}  \\w+  replay of TaskFinish ${job} → `))
  const second = await app.next((one) => one !== first && one.headers['webhook-id'] === id)
  expect(second.body).toBe(first.body)
  expect(await listening.end()).toBe(0)
  expect(listening.out().split(job)).toHaveLength(3)
  expect(listening.notes()).toMatch(/1 callback seen; 1 replayed; 2 forwarded, 2 acknowledged\.\n$/)

  await using later = await listen('--since', '10m', '--json')
  await later.until(/"replay":\{"sequence":1,"at":"[^"]+"\}/)
  const documents = later.out().trim().split('\n')
  expect(documents.filter((text) => text.includes(`"id":"${id}"`))).toHaveLength(2)
}, 60_000)

test('with --all-jobs, what the callback of a job would be is shown, marked, and forwarded', async () => {
  await using listening = await listen('--all-jobs', '--body', '--forward', `${app.url}/all`)
  const quiet = await submit('<CallBackFormat>JSON</CallBackFormat>')
  await listening.until(
    new RegExp(`msg_unsent_${quiet}  not sent  TaskFinish ${quiet}, a job without a CallBack`),
  )
  const forwarded = await app.next(({ path, body }) => path === '/all' && body.includes(quiet))
  expect(forwarded.headers).toMatchObject({
    'content-type': 'application/json',
    'webhook-id': `msg_unsent_${quiet}`,
    'lemnis-event': 'TaskFinish',
  })
  expect(forwarded.headers).not.toHaveProperty('lemnis-sequence')
  expect(() =>
    new Webhook(service.webhookSecret).verify(forwarded.body, stringsOf(forwarded.headers)),
  ).not.toThrow()
  expect(JSON.parse(forwarded.body)).toMatchObject({ JobsDetail: [{ JobId: quiet, State: 'Success' }] })
  expect(listening.out()).toContain(forwarded.body)

  const called = await submit(`<CallBack>${receiver.url}/</CallBack>`)
  await listening.until(new RegExp(`TaskFinish ${called} → `))
  // Ctrl-C in the midst of a forward gives it up, and then it is not counted.
  await listening.until(/(?:your application: status 200[^]*){2}/)
  expect(await listening.end()).toBe(0)
  expect(listening.out()).not.toContain(`msg_unsent_${called}`)
  expect(listening.notes()).toMatch(/1 callback seen; 1 not sent; 2 forwarded, 2 acknowledged\.\n$/)
  expect((await lemnis('callbacks', 'list', '--job', quiet, '--json')).out).toContain('"callbacks": []')
}, 60_000)

const stringsOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))

test('after a while without a callback it says once what a job needs', async () => {
  await using listening = await listen()
  await using quiet = await listen('--json')
  await expect
    .poll(() => listening.notes(), { timeout: 30_000 })
    .toContain('no callback came yet. A job has one if its request names an address')
  expect(listening.notes().split('no callback came yet')).toHaveLength(2)
  await quiet.end()
  expect(quiet.notes()).not.toContain('no callback came yet')
}, 60_000)
