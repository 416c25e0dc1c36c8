import { spawn } from 'node:child_process'
import { once } from 'node:events'
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
  expect((await lemnis(['status'], admin())).out).toContain('callbacks\n  pending: 0\n')
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
  [['callbacks'], 'say what to do with callbacks'],
  [['callback'], 'there is no command "callback"'],
  [['listen', '--hang'], '--fail, --hang, --slow and --secret go with --port'],
  [['endpoints', 'pause', 'http://localhost:80'], 'Give --until TIME'],
])('%j is a wrong call: a sentence and exit code 2', async (args, sentence) => {
  const ended = await lemnis(args, admin())
  expect(ended).toMatchObject({ code: 2, out: '' })
  expect(ended.complaints).toContain(sentence)
})
