import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect } from 'vitest'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { databaseUrl, onPostgres, onServer } from '../../packages/server/src/db/testing/test-database.ts'
import { startPostgres } from '../../tooling/postgres-server.ts'
import { startService, storageOf, type RunningService } from '../../tooling/start-service.ts'
import { startReceiver, type CallbackReceiver, type ReceivedCallback } from '../callback-receiver.ts'
import { rawRequest, signedRequest, type Answer } from '../signed-client.ts'
import { testWhen } from '../../tooling/test-when.ts'

const LAUNCHER = fileURLToPath(new URL('../../packages/server/bin/lemnis.js', import.meta.url))
const PAGE = readFileSync(new URL('../../docs/many-machines.md', import.meta.url), 'utf8')
const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'

/** Nothing is given: the service makes its keys, and only the backup carries them over. */
const OWN_KEYS = {
  LEMNIS_BUCKETS: `${BUCKET}@${REGION}`,
  LEMNIS_SECRET_ID: '',
  LEMNIS_SECRET_KEY: '',
  LEMNIS_WEBHOOK_SECRET: '',
  LEMNIS_ADMIN_TOKEN: '',
}

let parent: string
let receiver: CallbackReceiver
let receiverIsDown: boolean

beforeEach(async () => {
  parent = mkdtempSync(path.join(tmpdir(), 'lemnis-backup-'))
  receiverIsDown = true
  receiver = await startReceiver(() => (receiverIsDown ? 503 : 200))
})

afterEach(async () => {
  await receiver[Symbol.asyncDispose]()
  rmSync(parent, { recursive: true })
})

/** The shell blocks under one heading of the page: how to back up, and how to restore. */
function blocksOf(heading: string): readonly [backUp: string, restore: string] {
  const [, section = ''] = PAGE.split(`\n### ${heading}\n`)
  const blocks = [...(section.split(/^#{2,3} /m)[0] ?? '').matchAll(/^```sh\n(.*?)^```$/gms)]
  const [backUp = '', restore = ''] = blocks.map(([, text = '']) => text)
  expect(blocks).toHaveLength(2)
  return [backUp, restore]
}

interface Shell {
  /** What stands in the page for places that every reader has elsewhere. */
  readonly places: Readonly<Record<string, string>>
  readonly environment: Readonly<Record<string, string>>
}

/** Runs a block as it stands, with this repository's `lemnis`, and stops at the first command that fails. */
async function follow(block: string, { places, environment }: Shell): Promise<void> {
  let text = block
  for (const [place, here] of Object.entries(places)) {
    expect(block).toContain(place)
    text = text.replaceAll(place, here)
  }
  const script = `lemnis() { "${process.execPath}" "${LAUNCHER}" "$@"; }\n${text}`
  await promisify(execFile)('sh', ['-euc', script], {
    env: { PATH: process.env['PATH'], ...environment },
  })
}

/** What clients, the receiver and the operator hold on the day of the backup. */
interface Holdings {
  readonly main: Keys
  readonly client: Keys
  readonly webhookSecret: string
  readonly adminToken: string
}

interface Keys {
  readonly secretId: string
  readonly secretKey: string
}

const ask = (
  service: RunningService,
  keys: Keys,
  method: string,
  where: string,
  body?: string,
): Promise<Answer> =>
  signedRequest(
    { ...service, ...keys },
    {
      method,
      path: where,
      host: `${BUCKET}.${where.startsWith('/jobs') ? 'ci' : 'cos'}.${REGION}.myqcloud.com`,
      ...(body !== undefined && { body }),
    },
  )

function keptIn(dataDir: string): ReadonlyMap<string, string> {
  const lines = readFileSync(path.join(dataDir, 'secrets.env'), 'utf8').trimEnd().split('\n')
  const kept = lines.map((line) => {
    const at = line.indexOf('=')
    return [line.slice(0, at), line.slice(at + 1)] as const
  })
  return new Map(kept.toSorted())
}

async function hold(service: RunningService): Promise<Holdings> {
  const kept = keptIn(service.dataDir)
  const of = (name: string): string => kept.get(name) ?? ''
  const adminToken = of('LEMNIS_ADMIN_TOKEN')
  const client = { secretId: 'AKIDofoneclient00000000000000000001', secretKey: 'the-secret-of-one-client' }
  const made = await manage(service, adminToken, 'POST', 'keys', { name: 'client', ...client })
  expect(made.status).toBeLessThan(300)
  const main = { secretId: of('LEMNIS_SECRET_ID'), secretKey: of('LEMNIS_SECRET_KEY') }
  return { main, client, webhookSecret: of('LEMNIS_WEBHOOK_SECRET'), adminToken }
}

const manage = (
  service: RunningService,
  token: string,
  method: string,
  what: string,
  body?: unknown,
): Promise<Answer> =>
  rawRequest(service.port, {
    method,
    path: `/_lemnis/api/${what}`,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })

async function submit(service: RunningService, { client }: Holdings, callback: string): Promise<string> {
  const answer = await ask(
    service,
    client,
    'POST',
    '/jobs',
    '<Request><Tag>FileHashCode</Tag><Input><Object>in.txt</Object></Input><Operation><FileHashCodeConfig>' +
      `<Type>MD5</Type></FileHashCodeConfig></Operation><CallBack>${receiver.url}${callback}</CallBack></Request>`,
  )
  expect(answer.status).toBe(200)
  return /<JobId>([^<]+)<\/JobId>/.exec(answer.body)?.[1] ?? ''
}

interface Places {
  readonly before: Readonly<Record<string, string>>
  readonly after: Readonly<Record<string, string>>
  readonly carryOver: () => Promise<void>
}

/** A service with a job that waits and a callback that was not delivered goes on from its backup, as if nothing was. */
async function expectToGoOn({ before, after, carryOver }: Places): Promise<void> {
  const old = path.join(parent, 'old')
  const first = await startService({ dataDir: old, settings: { ...OWN_KEYS, ...before } })
  const holdings = await hold(first)
  expect((await ask(first, holdings.client, 'PUT', '/in.txt', 'kept')).status).toBe(200)
  const undelivered = await submit(first, holdings, '/undelivered')
  await receiver.next(({ path: where }) => where === '/undelivered')
  await first.stop()
  // Nobody runs jobs here: this one waits.
  const second = await startService({
    dataDir: old,
    settings: { ...OWN_KEYS, ...before },
    args: ['--queues', 'none'],
  })
  const pending = await submit(second, holdings, '/pending')
  await carryOver()
  await second.kill()

  receiverIsDown = false
  const seen = receiver.received.length
  await using service = await startService({
    dataDir: path.join(parent, 'new'),
    settings: { ...OWN_KEYS, ...after },
  })
  const arrived: ReceivedCallback[] = []
  for (const [where, id] of [
    ['/pending', pending],
    ['/undelivered', undelivered],
  ] as const) {
    const callback = await receiver.next(
      (one) => one.path === where && receiver.received.indexOf(one) >= seen,
    )
    expect(callback.body).toContain(`<JobId>${id}</JobId>`)
    expect(callback.body).toContain('<State>Success</State>')
    arrived.push(callback)
  }
  for (const { body, headers } of arrived) {
    const signed = {
      'webhook-id': String(headers['webhook-id']),
      'webhook-timestamp': String(headers['webhook-timestamp']),
      'webhook-signature': String(headers['webhook-signature']),
    }
    // The signature holds; what it covers is XML.
    expect(() => new Webhook(holdings.webhookSecret).verify(body, signed)).toThrow(SyntaxError)
  }
  for (const keys of [holdings.client, holdings.main]) {
    expect(await ask(service, keys, 'GET', '/in.txt')).toMatchObject({ status: 200, body: 'kept' })
    expect((await ask(service, keys, 'GET', `/jobs/${pending}`)).body).toContain('<State>Success</State>')
  }
  expect((await manage(service, holdings.adminToken, 'GET', 'status')).status).toBe(200)
  expect((await manage(service, 'another', 'GET', 'status')).status).toBe(401)
  expect(keptIn(service.dataDir)).toEqual(keptIn(old))
  expect(await sameRunsAgain(service, holdings)).toBe(true)
}

async function sameRunsAgain(service: RunningService, holdings: Holdings): Promise<boolean> {
  const id = await submit(service, holdings, '/new')
  await receiver.next(({ path: where }) => where === '/new')
  for (let tries = 0; tries < 100; tries += 1) {
    if ((await ask(service, holdings.client, 'GET', `/jobs/${id}`)).body.includes('Success')) return true
    await sleep(50)
  }
  return false
}

testWhen(!onPostgres)(
  'a data directory goes on elsewhere from the backup that the page describes',
  { timeout: 180_000 },
  async () => {
    const [backUp, restore] = blocksOf('A data directory')
    const embedded = { DATABASE_URL: '', LEMNIS_STORAGE: '' }
    const backup = path.join(parent, 'backup')
    const at = (directory: string): Shell => ({
      places: { '/backup': backup, '/var/lib/lemnis': path.join(parent, directory) },
      environment: { LEMNIS_DATA_DIR: path.join(parent, directory) },
    })
    await expectToGoOn({
      before: embedded,
      after: embedded,
      carryOver: async () => {
        await follow(backUp, at('old'))
        await follow(restore, at('new'))
      },
    })
    const file = path.join(backup, '2026-01-31', 'lemnis.db')
    expect([statSync(backup).mode & 0o777, statSync(file).mode & 0o777]).toEqual([0o700, 0o600])
  },
)

/** Of one release: `pg_dump` refuses a server that is newer than itself. */
function serverPrograms(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const releases = existsSync(debian) ? readdirSync(debian).map((name) => path.join(debian, name, 'bin')) : []
  return releases.findLast((bin) =>
    ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((program) => existsSync(path.join(bin, program))),
  )
}

testWhen(onPostgres)(
  'PostgreSQL and S3 go on elsewhere from the backup that the page describes',
  { timeout: 180_000 },
  async ({ skip }) => {
    const programs = serverPrograms()
    if (programs === undefined) return skip('there is no PostgreSQL with its pg_dump on this machine')
    await using server = await startPostgres({ durable: false, programs })
    const [backUp, restore] = blocksOf('PostgreSQL and S3')
    const name = path.basename(parent).toLowerCase()
    const placeOf = (directory: string) => storageOf(path.join(parent, `${name}-${directory}`))
    const settingsOf = async (database: string) => {
      await onServer(server.url, `CREATE DATABASE ${database}`)
      return { DATABASE_URL: databaseUrl(server.url, database), ...placeOf(database) }
    }
    const [before, after] = [await settingsOf('lemnis'), await settingsOf('restored')]
    const shell = (settings: typeof before, documented: string): Shell => ({
      places: { '/backup': path.join(parent, 'backup'), [documented]: settings.LEMNIS_STORAGE ?? '' },
      environment: { ...settings, PATH: `${programs}:${process.env['PATH'] ?? ''}` },
    })
    await expectToGoOn({
      before,
      after,
      carryOver: async () => {
        await follow(backUp, shell(before, 's3://media/lemnis'))
        await follow(restore, shell(after, 's3://restored/lemnis'))
      },
    })
    const dump = path.join(parent, 'backup', '2026-01-31', 'lemnis.dump')
    expect(statSync(dump).mode & 0o777).toBe(0o600)
  },
)
