import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startService, type RunningService } from '../../tooling/start-service.ts'

const LAUNCHER = fileURLToPath(new URL('../../packages/server/bin/lemnis.js', import.meta.url))

let service: RunningService

beforeAll(async () => {
  service = await startService()
}, 60_000)

afterAll(async () => {
  await service[Symbol.asyncDispose]()
})

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly complaints: string
}

async function lemnis(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      LEMNIS_DATA_DIR: service.dataDir,
      LEMNIS_PORT: String(service.port),
      ...settings,
    },
  })
  let out = ''
  let complaints = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  await once(child, 'close')
  return { code: child.exitCode, out, complaints }
}

const admin = (): Readonly<Record<string, string>> => ({ LEMNIS_ADMIN_TOKEN: service.adminToken })

test('status is one JSON document for programs, and lines for people', async () => {
  const json = await lemnis(['status', '--json'], admin())
  expect(json.code).toBe(0)
  expect(JSON.parse(json.out)).toMatchObject({ jobs: { waiting: 0, running: 0 }, callbacks: { pending: 0 } })
  const { out } = await lemnis(['status'], admin())
  expect(out).toContain('callbacks\n  pending: 0\n')
  expect(out).toContain('warning There is no bucket: nothing can be uploaded, and no job can be submitted.\n')
})

test('an address needs no scheme', async () => {
  const answered = await lemnis(['status', '--url', `127.0.0.1:${service.port}`], admin())
  expect(answered).toMatchObject({ code: 0, complaints: '' })
})

test('where no token is, the data directory that was looked into is named', async () => {
  const LEMNIS_DATA_DIR = path.join(service.dataDir, 'none')
  const ended = await lemnis(['status'], { LEMNIS_DATA_DIR })
  expect(ended).toMatchObject({ code: 1, out: '' })
  expect(ended.complaints).toContain(`The data directory ${LEMNIS_DATA_DIR} has no admin token.`)
})

test.each([
  [['jobs', 'list'], 'There are no jobs yet.'],
  [['jobs', 'list', '--state', 'Failed'], 'Nothing matches these options.'],
  [['workflows', 'list'], 'There are no workflows yet.'],
  [['executions', 'list'], 'There are no runs of workflows yet.'],
  [['batches', 'list'], 'There are no batches yet.'],
  [['templates', 'list'], 'denoise-wav-16k'],
  [['callbacks', 'list'], 'There are no callbacks yet.'],
  [['callbacks', 'list', '--since', '1h'], 'Nothing matches these options.'],
  [['endpoints', 'list'], 'No endpoint is in trouble; nothing waits.'],
  [['endpoints', 'list', '--state', 'parked'], 'No endpoint is parked.'],
  [['keys', 'list'], 'There is no key beside the main one.'],
  [['secrets', 'list'], 'LEMNIS_WEBHOOK_SECRET names the keys'],
])('%j of an empty service says so', async (args, sentence) => {
  const ended = await lemnis(args, admin())
  expect(ended).toMatchObject({ code: 0, complaints: '' })
  expect(ended.out).toContain(sentence)
})

test.each([
  [['jobs', 'list', '--bucket', 'nope-1'], 'There is no bucket nope-1.'],
  [['jobs', 'list', '--queue', 'nope'], 'There is no queue nope.'],
  [['jobs', 'list', '--tag', 'Nope', '--json'], 'Nope'],
  [['callbacks', 'list', '--queue', 'nope'], 'There is no queue nope.'],
])('%j names what is not there', async (args, sentence) => {
  const ended = await lemnis(args, admin())
  expect(ended.out).toBe('')
  expect(ended.code).toBeGreaterThan(0)
  expect(ended.complaints).toContain(sentence)
})

test('a state is taken in any case', async () => {
  expect(await lemnis(['jobs', 'list', '--state', 'failed'], admin())).toMatchObject({
    code: 0,
    complaints: '',
  })
})

test('a wrong token and a service that is not there each get a sentence and exit code 1', async () => {
  const wrong = await lemnis(['status', '--token', 'wrong'])
  expect(wrong).toMatchObject({ code: 1, out: '' })
  expect(wrong.complaints).toContain(`${service.url} refuses the admin token.`)
  const absent = await lemnis(['status', '--url', 'http://127.0.0.1:9'], admin())
  expect(absent).toMatchObject({ code: 1, out: '' })
  expect(absent.complaints).toContain('No service answers at http://127.0.0.1:9')
})

test.each([
  [
    ['callbacks', 'list', '--bogus'],
    'lemnis: Unknown option \'--bogus\'.\nlemnis: see "lemnis callbacks list --help".\n',
  ],
  [['callbacks', 'replay'], 'Give the ids of callbacks, or --since TIME.'],
  [['keys', 'create'], '--name says what the key is called.'],
  [
    ['keys', 'temporary', '--bucket', 'media-1250000000', '--actions', 'cos:PutObjekt'],
    'There is no action cos:PutObjekt: did you mean cos:PutObject?',
  ],
  [
    ['keys', 'temporary', '--bucket', 'media-1250000000', '--actions', 'cos:Got*'],
    'There is no action cos:Got*',
  ],
  [['run', 'noisereduction', 'a.wav', '-o', 'b.wav'], 'Did you mean NoiseReduction?'],
  [['keys', 'temporary', '--prefix', 'a'], '--prefix and --actions go with --bucket.'],
  [['callbacks'], 'say what to do with callbacks'],
  [['callback'], 'there is no command "callback". Did you mean "lemnis callbacks"?'],
  [['jobs', 'lst'], 'there is no command "jobs lst". Did you mean "lemnis jobs list"?'],
  [['job', 'list'], 'there is no command "job". Did you mean "lemnis jobs list"?'],
  [['serve', '--port', '9'], "Unknown option '--port'. It is a setting: set LEMNIS_PORT in the environment."],
  [['help', 'obj', 'ls'], 'there is no command "obj". Did you mean "lemnis objects ls"?'],
  [['obj'], 'there is no command "obj". Did you mean "lemnis objects"?'],
  [
    ['jobs', 'list', '--state', 'fail'],
    '--state is one of Submitted, Running, Success, Failed, Pause, Cancel',
  ],
  [['help', 'nosuchthing'], 'there is no command "nosuchthing". "lemnis help" lists them.'],
  [['jobs', 'list', '--limt', '3'], "Unknown option '--limt'. Did you mean --limit?"],
  [['listen', '--hang'], '--fail, --hang, --slow and --secret go with --port'],
  [['listen', '--all-jobs', '--state', 'dead'], '--all-jobs is about jobs without a callback'],
  [
    ['listen', '--all-jobs', '--confirm', '--forward', 'http://localhost:9'],
    '--all-jobs shows what is not sent',
  ],
  [['endpoints', 'pause', 'http://localhost:80'], 'Give --until TIME'],
  [['endpoints', 'resume', 'http://localhost:80', '--exact'], '--exact goes with --bucket.'],
  [['endpoints', 'resume', 'foo'], '"foo" is no endpoint'],
  [['endpoints', 'park', 'foo'], '"foo" is no endpoint'],
  [['callbacks', 'confirm', '--up-to', '1', '--endpoint', 'foo'], '"foo" is no endpoint'],
  [['callbacks', 'replay', '--since', '1h', '--endpoint', 'foo'], '"foo" is no endpoint'],
])('%j is a wrong call: a sentence and exit code 2', async (args, sentence) => {
  const ended = await lemnis(args, admin())
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.complaints).toContain(sentence)
})

test.each([['help'], ['version']])('help %s is the overview', async (name) => {
  const ended = await lemnis(['help', name])
  expect(ended).toEqual(await lemnis(['help']))
  expect(ended).toMatchObject({ code: 0, complaints: '' })
})

test('the path of an endpoint that is parked is said to be ignored', async () => {
  const url = 'http://parked.example:81'
  const whole = await lemnis(['endpoints', 'park', url], admin())
  expect(whole).toMatchObject({ code: 0, complaints: '' })
  const ended = await lemnis(['endpoints', 'park', `${url}/callback`], admin())
  expect(ended.complaints).toContain(`this is about all that goes to ${url}: the path is ignored.`)
  await lemnis(['endpoints', 'resume', url], admin())
})

test('a program that is no Lemnis is told of as one', async () => {
  const other = createServer((_, response) => response.writeHead(404).end('<h1>Not Found</h1>')).listen(
    0,
    '127.0.0.1',
  )
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' ? address?.port : undefined
  const ended = await lemnis(['jobs', 'list', '--url', `http://127.0.0.1:${port ?? 0}`], admin())
  other.close()
  expect(ended).toMatchObject({ code: 1, out: '' })
  expect(ended.complaints).toContain('Is it another service, or another version of it?')
})

test.each([
  [
    ['help', 'jobs', 'list'],
    ['jobs', 'list', '--help'],
  ],
  [
    ['help', 'jobs'],
    ['jobs', '--help'],
  ],
  [
    ['help', 'serve'],
    ['serve', '--help'],
  ],
])('%j prints what %j prints', async (one, other) => {
  const ended = await lemnis(one)
  expect(ended).toMatchObject({ code: 0, complaints: '' })
  expect(ended.out).toContain(`lemnis ${one.slice(1).join(' ')}`)
  expect(await lemnis(other)).toEqual(ended)
})

test.each([
  [
    ['endpoints', 'resume', 'https://nobody.example'],
    'Nothing is known of what is sent to https://nobody.example.',
  ],
  [
    ['endpoints', 'park', 'https://a.example', '--bucket', 'none-1250000000'],
    'There is no bucket none-1250000000.',
  ],
  [['callbacks', 'confirm', 'msg_none'], 'There is no callback msg_none: nothing was confirmed.'],
  [['callbacks', 'confirm', '--up-to', '1', '--queue', 'p-none'], 'There is no queue p-none.'],
  [['callbacks', 'replay', '--since', '1h', '--queue', 'p-none'], 'There is no queue p-none.'],
  [['listen', '--queue', 'p-none'], 'There is no queue p-none.'],
])('%j names what is not there: a sentence and exit code 1', async (args, sentence) => {
  const ended = await lemnis(args, admin())
  expect(ended.code).toBe(1)
  expect(ended.complaints).toContain(sentence)
})

test('the callback of a tag is printed with sample values', async () => {
  const sample = await lemnis(['callbacks', 'samples', 'MediaInfo', '--format', 'json'], admin())
  expect(sample.code).toBe(0)
  expect(JSON.parse(sample.out)).toMatchObject({
    EventName: 'TaskFinish',
    JobsDetail: [{ Tag: 'MediaInfo', State: 'Success' }],
  })
})

test('a worker that has no service to work beside is told what it needs', async () => {
  const LEMNIS_DATA_DIR = await mkdtemp(path.join(tmpdir(), 'lemnis-worker-'))
  const alone = await lemnis(['worker'], { LEMNIS_DATA_DIR })
  await rm(LEMNIS_DATA_DIR, { recursive: true })
  expect(alone).toMatchObject({ code: 1, out: '' })
  expect(alone.complaints).toContain('set DATABASE_URL')
})

test('a worker beside a service on the embedded database is told that the service has one', async () => {
  const beside = await lemnis(['worker'])
  expect(beside).toMatchObject({ code: 1, out: '' })
  expect(beside.complaints).toContain('lemnis serve has a worker of its own and runs the jobs itself')
})

test('a key is made, shown once, listed without its secret, and ends', async () => {
  const buckets = 'media-1250000000,out-1250000000'
  const made = await lemnis(['keys', 'create', '--name', 'transcriber', '--buckets', buckets], admin())
  const [, id = '', secret = ''] = /^LEMNIS_SECRET_ID=(\w+)\nLEMNIS_SECRET_KEY=(\w+)\n$/.exec(made.out) ?? []
  expect(made).toMatchObject({
    code: 0,
    complaints: 'lemnis: this is the new key; its secret is not shown again.\n',
  })
  const listed = await lemnis(['keys', 'list'], admin())
  expect(listed.out).toContain(id)
  expect(listed.out).toContain(buckets)
  expect(listed.out).not.toContain(secret)

  const file = path.join(service.dataDir, 'given')
  await writeFile(file, 'a-secret-brought-along\n')
  const given = ['keys', 'create', '--name', 'moved', '--secret-id', 'AKIDmoved', '--secret-key-file', file]
  expect((await lemnis([...given, '--json'], admin())).out).toContain('"secretKey": "a-secret-brought-along"')
  expect(await lemnis(given, admin())).toMatchObject({ code: 1, out: '' })

  const limits = ['--bucket', 'media-1250000000', '--actions', 'cos:PutObject', '--duration', '10m']
  const temporary = await lemnis(['keys', 'temporary', '--key', id, ...limits], admin())
  expect(temporary.out).toMatch(/^TMP_SECRET_ID=AKIDTMP\w+\nTMP_SECRET_KEY=\w+\nSECURITY_TOKEN=[\w.-]+\n$/)
  expect((await lemnis(['keys', 'disable', id], admin())).out).toContain('disabled')
  const refused = await lemnis(['keys', 'temporary', '--key', id], admin())
  expect(refused).toMatchObject({ code: 1, complaints: `lemnis: There is no key ${id} that is enabled.\n` })
  expect((await lemnis(['keys', 'enable', id], admin())).out).toContain('enabled')
  expect((await lemnis(['keys', 'delete', id], admin())).out).toBe(`${id} is deleted.\n`)
})
