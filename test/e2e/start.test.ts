import {
  chmodSync,
  existsSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mountSmallDisk, NO_SMALL_DISK } from '../../packages/server/src/base/testing/test-disk.ts'
import { matching } from '../../packages/server/src/base/testing/test-matching.ts'
import { sleep } from '../../packages/server/src/base/tasks/wait.ts'
import { onPostgres } from '../../packages/server/src/db/testing/test-database.ts'
import { freePort, untilListening } from '../../tooling/ports.ts'
import { startService, type RunningService } from '../../tooling/start-service.ts'
import { asNobody, LAUNCHER, NOBODY, runLemnis, type LemnisEnded } from '../run-lemnis.ts'
import { rawRequest, signedRequest, type Answer } from '../signed-client.ts'
import { testWhen } from '../../tooling/test-when.ts'

const MEBIBYTE = 1024 ** 2
const BUCKET = 'media-1250000000'
const REGION = 'ap-guangzhou'
const SETTINGS = { LEMNIS_BUCKETS: `${BUCKET}@${REGION}` }
const MAKES_FILES = ['sh', '-c', 'umask 000; exec "$@"', '-'] as const
const isRoot = process.getuid?.() === 0
const UNREACHABLE = 'postgres://nobody@127.0.0.1:1/x'
const NOT_ROOT = 'only root may run it as another user'

let parent: string

beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'lemnis-start-'))
  chmodSync(parent, 0o755)
})

afterAll(() => {
  rmSync(parent, { recursive: true })
})

const ask = (service: RunningService, method: string, where: string, body?: string): Promise<Answer> =>
  signedRequest(service, {
    method,
    path: where,
    host: `${BUCKET}.cos.${REGION}.myqcloud.com`,
    ...(body !== undefined && { body }),
  })

const jobs = (service: RunningService, method: string, where: string, body?: string): Promise<Answer> =>
  signedRequest(service, {
    method,
    path: where,
    host: `${BUCKET}.ci.${REGION}.myqcloud.com`,
    ...(body !== undefined && { body }),
  })

const HASH =
  '<Request><Tag>FileHashCode</Tag><Input><Object>before.txt</Object></Input><Operation><FileHashCodeConfig><Type>MD5</Type></FileHashCodeConfig></Operation></Request>'

async function runJob(service: RunningService): Promise<string> {
  const { body } = await jobs(service, 'POST', '/jobs', HASH)
  const id = /<JobId>([^<]+)<\/JobId>/.exec(body)?.[1] ?? ''
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await jobs(service, 'GET', `/jobs/${id}`)
    if (!/<State>(?:Submitted|Running)<\/State>/.test(answer.body)) return answer.body
    await sleep(100)
  }
  throw new Error(`the job ${id} did not end`)
}

/** Exit code 1 and one sentence, whatever it was. */
function expectSentence({ code, complaints }: LemnisEnded, sentence: RegExp): void {
  expect(complaints).toMatch(sentence)
  expect(complaints.trimEnd().split('\n')).toHaveLength(1)
  expect(code).toBe(1)
}

test('a port that is taken leaves no data directory behind', { timeout: 120_000 }, async () => {
  await using taken = await startService({ settings: SETTINGS })
  const dataDir = path.join(parent, 'not-made')
  const settings = { LEMNIS_DATA_DIR: dataDir, LEMNIS_PORT: String(taken.port) }
  expectSentence(await runLemnis(['serve'], { settings }), /can't listen on 127\.0\.0\.1, port \d+/)
  expect(existsSync(dataDir)).toBe(false)
})

test(
  'a start without a bucket says how to have one, and one with a certificate says https',
  { timeout: 60_000 },
  async () => {
    await using none = await startService()
    expect(none.output()).toMatch(/^there is no bucket yet: .* LEMNIS_BUCKETS=/m)
    const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
    const tls = {
      LEMNIS_TLS_CERT: fixture('localhost.cert.pem'),
      LEMNIS_TLS_KEY: fixture('localhost.key.pem'),
    }
    await using secure = await startService({ settings: { ...SETTINGS, ...tls } })
    expect(secure.output()).toContain(
      `lemnis listening on https://127.0.0.1:${secure.port} and ${secure.url}\n`,
    )
    expect(secure.output()).not.toContain('there is no bucket')
  },
)

test('a start warns of queues that are not there', { timeout: 60_000 }, async () => {
  await using service = await startService({ settings: SETTINGS, args: ['--queues', 'nihgt'] })
  expect(service.log()).toContain('no queue of --queues is there')
})

testWhen(!onPostgres)(
  'the embedded database needs the worker of its service',
  { timeout: 60_000 },
  async () => {
    const settings = { LEMNIS_DATA_DIR: path.join(parent, 'no-worker') }
    expectSentence(
      await runLemnis(['serve', '--no-worker'], { settings }),
      /set DATABASE_URL .* nothing would run the jobs/,
    )
    expect(existsSync(settings.LEMNIS_DATA_DIR)).toBe(false)
  },
)

test('a database that is waited for is told of before it is given up', { timeout: 60_000 }, async () => {
  const settings = {
    LEMNIS_DATA_DIR: path.join(parent, 'waits'),
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1',
  }
  const { code, complaints } = await runLemnis(['serve'], { settings })
  expect(code).toBe(1)
  expect(complaints).toMatch(
    /the database is not ready yet: waiting for it[^]*^The database at 127\.0\.0\.1:1 of/m,
  )
})

test('a start warns of a variable that is no setting, with the one that may be meant', async () => {
  await using service = await startService({ settings: { ...SETTINGS, LEMNIS_BUKETS: 'x', LEMNIS_URL: 'x' } })
  const warnings = service
    .log()
    .split('\n')
    .filter((line) => line.includes('is no setting'))
  expect(warnings).toEqual([
    matching('LEMNIS_BUKETS is no setting, so that it changes nothing. Did you mean LEMNIS_BUCKETS?'),
  ])
})

testWhen(!onPostgres)(
  'on a full disk a service starts, answers what reads, refuses what writes, and goes on once there is room',
  { timeout: 240_000 },
  async ({ skip }) => {
    await using disk = await mountSmallDisk(32 * MEBIBYTE)
    if (!disk) return skip(NO_SMALL_DISK)
    const dataDir = path.join(disk.directory, 'data')
    const before = await startService({ dataDir, settings: SETTINGS })
    expect((await ask(before, 'PUT', '/before.txt', 'kept')).status).toBe(200)
    await before.stop()
    disk.fill()

    await using service = await startService({ dataDir, settings: SETTINGS })
    expect(await ask(service, 'GET', '/before.txt')).toMatchObject({ status: 200, body: 'kept' })
    for (const answer of [
      await ask(service, 'PUT', '/no.txt', 'lost'),
      await jobs(service, 'POST', '/jobs', HASH),
    ]) {
      expect(answer).toMatchObject({ status: 503, code: 'ServiceUnavailable' })
      expect(answer.body).toMatch(/The storage has no room left|The disk of the database is full/)
    }
    const target = path.join(parent, 'full.db')
    const early = await runLemnis(['backup', target, '--data-dir', dataDir])
    expectSentence(early, /can't be read now: a service that was started on a full disk has it for itself/)

    await disk.makeRoom()
    expect((await ask(service, 'PUT', '/after.txt', 'kept')).status).toBe(200)
    expect(await runJob(service)).toContain('<State>Success</State>')
    let late = await runLemnis(['backup', target, '--data-dir', dataDir])
    for (let tries = 0; tries < 10 && late.code !== 0; tries += 1) {
      await ask(service, 'PUT', '/after.txt', 'again')
      late = await runLemnis(['backup', target, '--data-dir', dataDir])
    }
    expect(late).toMatchObject({ code: 0, complaints: '' })
    expect(await ask(service, 'GET', '/after.txt')).toMatchObject({ status: 200 })
    expect(await service.stop()).toBe(0)
    expect(service.log()).not.toMatch(/^\s+at /m)
  },
)

testWhen(!onPostgres)(
  'what has to be written at a start and has no room ends it with a sentence',
  { timeout: 120_000 },
  async ({ skip }) => {
    await using disk = await mountSmallDisk(MEBIBYTE)
    if (!disk) return skip(NO_SMALL_DISK)
    disk.fill()
    const settings = { LEMNIS_DATA_DIR: disk.directory, ...SETTINGS }
    const ended = await runLemnis(['serve'], { settings })
    expectSentence(ended, /disk is full, 0 B of 1 MiB are free/)
  },
)

testWhen(!onPostgres)(
  'a service whose output and log go to a full disk starts and works',
  { timeout: 120_000 },
  async ({ skip }) => {
    await using disk = await mountSmallDisk(MEBIBYTE)
    if (!disk) return skip(NO_SMALL_DISK)
    disk.fill()
    const dataDir = path.join(parent, 'output')
    // The first line of the log is said at once.
    mkdirSync(dataDir)
    chmodSync(dataDir, 0o755)
    const port = await freePort()
    const command = ['-c', 'exec "$@" > "$OUT" 2> "$LOG"', '-', process.execPath, LAUNCHER, 'serve']
    const child = spawn('sh', command, {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        LEMNIS_DATA_DIR: dataDir,
        LEMNIS_PORT: String(port),
        OUT: path.join(disk.directory, 'out'),
        LOG: path.join(disk.directory, 'log'),
      },
    })
    const ended = once(child, 'exit')
    await untilListening(port, child)
    const answer = await rawRequest(port, { method: 'GET', path: '/healthz', headers: {} })
    expect(answer.status).toBe(200)
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  },
)

testWhen(!onPostgres)(
  'a new bucket on a full disk ends the start with a sentence',
  { timeout: 120_000 },
  async ({ skip }) => {
    await using disk = await mountSmallDisk(16 * MEBIBYTE)
    if (!disk) return skip(NO_SMALL_DISK)
    await (await startService({ dataDir: disk.directory, settings: SETTINGS })).stop()
    disk.fill()
    const settings = { LEMNIS_DATA_DIR: disk.directory, LEMNIS_BUCKETS: `other-1250000000@${REGION}` }
    const ended = await runLemnis(['serve'], { settings })
    expectSentence(
      ended,
      /^The disk of the data directory .* is full: 0 B of 16 MiB are free\. This start has something to write/,
    )
  },
)

testWhen(!onPostgres)(
  'a directory that is mounted read-only is told of, whatever its mode',
  { timeout: 60_000 },
  async ({ skip }) => {
    await using disk = await mountSmallDisk(MEBIBYTE)
    if (!disk) return skip(NO_SMALL_DISK)
    execFileSync('mount', ['-o', 'remount,ro,mode=777', disk.directory])
    const settings = { LEMNIS_DATA_DIR: disk.directory, ...SETTINGS }
    expectSentence(await runLemnis(['serve'], { settings }), /the file system is read-only \(EROFS\)/)
  },
)

testWhen(!onPostgres)(
  'a disk that is mounted read-only is told of by every command',
  { timeout: 120_000 },
  async ({ skip }) => {
    await using disk = await mountSmallDisk(16 * MEBIBYTE)
    if (!disk) return skip(NO_SMALL_DISK)
    const dataDir = path.join(disk.directory, 'data')
    await (await startService({ dataDir, settings: SETTINGS })).stop()
    execFileSync('mount', ['-o', 'remount,ro', disk.directory])
    const settings = { LEMNIS_DATA_DIR: dataDir, ...SETTINGS }
    expectSentence(await runLemnis(['serve'], { settings }), /the file system is read-only \(EROFS\)/)
    const target = path.join(disk.directory, 'backup.db')
    expectSentence(await runLemnis(['backup', target, '--data-dir', dataDir]), /read-only \(EROFS\)/)
    const elsewhere = path.join(parent, 'copied')
    expectSentence(
      await runLemnis(['storage', 'copy', '--from', dataDir, '--to', elsewhere]),
      /read-only \(EROFS\)/,
    )
  },
)

testWhen(!onPostgres)(
  'a directory that another user may not use is told of, with what to do',
  { timeout: 240_000 },
  async ({ skip }) => {
    if (!isRoot) return skip(NOT_ROOT)
    const made = (name: string, mode: number, owner: number): string => {
      const directory = path.join(parent, name)
      mkdirSync(directory)
      chmodSync(directory, mode)
      chownSync(directory, owner, owner)
      return directory
    }
    const foreign = made('foreign', 0o700, 0)
    const open = made('open', 0o777, 0)
    const closed = made('closed', 0o600, NOBODY)
    const file = path.join(parent, 'file')
    writeFileSync(file, '')
    const chown = (directory: string) => `run "chown -R ${NOBODY} ${directory}"`
    for (const [dataDir, sentence] of [
      [
        path.join(parent, 'absent', 'data'),
        `can't be used: this user may not (EACCES). Make it and give it to the user`,
      ],
      [
        foreign,
        `can't be used: this user may not (EACCES). It belongs to the user 0, and this is the user ${NOBODY}: ${chown(foreign)}`,
      ],
      [
        open,
        `is open to other users of this machine (mode 777), and this user can't close it. It belongs to the user 0, and this is the user ${NOBODY}: ${chown(open)}`,
      ],
      [closed, `can't be used: this user may not (EACCES). Run "chmod 700 ${closed}".`],
      [file, `can't be used: a file is in its place (EEXIST)`],
    ] as const) {
      const settings = { LEMNIS_DATA_DIR: dataDir, ...SETTINGS }
      const ended = await runLemnis(['serve'], { settings, through: asNobody })
      expectSentence(ended, /^The data directory /)
      expect(ended.complaints).toContain(sentence)
    }
    expect(statSync(open).mode & 0o777).toBe(0o777)
    writeFileSync(path.join(open, 'secrets.env'), 'LEMNIS_ADMIN_TOKEN=x', { mode: 0o600 })
    const settings = { LEMNIS_DATA_DIR: open, LEMNIS_PORT: '1' }
    const asked = await runLemnis(['jobs', 'list'], { settings, through: asNobody })
    expectSentence(
      asked,
      /^lemnis: The keys in .*secrets\.env can't be read: this user may not \(EACCES\)\. Run this as the user of the service/m,
    )
  },
)

testWhen(!onPostgres)(
  'what a command can’t read or write is told of in a sentence',
  { timeout: 240_000 },
  async ({ skip }) => {
    const dataDir = path.join(parent, 'whole')
    await (await startService({ dataDir, settings: SETTINGS })).stop()
    const absent = path.join(parent, 'nowhere', 'backup.db')
    expectSentence(
      await runLemnis(['backup', absent, '--data-dir', dataDir]),
      /^The backup .* can't be written: there is no such file or directory \(ENOENT\)\. Name a file in a directory that exists\.$/m,
    )
    const garbage = path.join(parent, 'garbage')
    mkdirSync(garbage, { mode: 0o700 })
    writeFileSync(path.join(garbage, 'lemnis.db'), 'no database at all, and longer than a header is')
    const damaged = /^The database file .* can't be used: it is damaged, or no database/
    expectSentence(await runLemnis(['serve'], { settings: { LEMNIS_DATA_DIR: garbage } }), damaged)
    expectSentence(await runLemnis(['backup', path.join(parent, 'b.db'), '--data-dir', garbage]), damaged)
    const copy = ['db', 'copy', '--from', path.join(garbage, 'lemnis.db'), '--to', UNREACHABLE]
    expectSentence(await runLemnis(copy), damaged)
    expectSentence(await runLemnis(['storage', 'verify', '--data-dir', garbage]), damaged)
    const empty = path.join(parent, 'empty')
    mkdirSync(empty, { mode: 0o700 })
    writeFileSync(path.join(empty, 'lemnis.db'), '')
    expectSentence(
      await runLemnis(['storage', 'verify', '--data-dir', empty]),
      /can't be used: it has no tables/,
    )
    for (const [args, sentence] of [
      [
        ['backup', dataDir, '--data-dir', dataDir],
        /exists already, and a backup overwrites nothing: name another/,
      ],
      [
        ['backup', path.join(parent, 'c.db'), '--data-dir', absent],
        /ENOENT\)\. Name the right one with --data-dir/,
      ],
      [['db', 'copy', '--from', dataDir, '--to', UNREACHABLE], /can't be used: it is a directory\.$/m],
      [
        ['db', 'copy', '--from', absent, '--to', UNREACHABLE],
        /ENOENT\)\. Name the right one with --from\.$/m,
      ],
      [
        ['db', 'copy', '--from', path.join(dataDir, 'lemnis.db'), '--to', UNREACHABLE],
        /^The database x at 127\.0\.0\.1:1 of --to can't be used: .*ECONNREFUSED.* or correct --to\.$/m,
      ],
      [
        ['storage', 'copy', '--from', absent, '--to', garbage],
        /^The source .*ENOENT\)\. Name a data directory/m,
      ],
      [
        ['storage', 'copy', '--from', garbage, '--to', absent],
        /has no blobs: name a data directory with --from/,
      ],
      [['storage', 'verify', '--data-dir', absent], /ENOENT\)\. Name the right one with --data-dir/],
    ] as const) {
      expectSentence(await runLemnis(args), sentence)
    }
    const settings = { LEMNIS_DATA_DIR: dataDir, LEMNIS_TLS_CERT: absent, LEMNIS_TLS_KEY: garbage }
    expectSentence(
      await runLemnis(['serve'], { settings }),
      /^LEMNIS_TLS_CERT is not usable: .*backup\.db can't be read: there is no such file or directory \(ENOENT\)\.$/m,
    )
    const cert = path.join(garbage, 'lemnis.db')
    const noPem = { ...settings, LEMNIS_TLS_CERT: cert, LEMNIS_TLS_KEY: cert }
    expectSentence(
      await runLemnis(['serve'], { settings: noPem }),
      /^LEMNIS_TLS_CERT is not usable: .* has no whole certificate in PEM/m,
    )

    if (!isRoot) return skip(NOT_ROOT)
    const through = asNobody
    const target = path.join(parent, 'foreign', 'b.db')
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 })
    for (const ended of [
      await runLemnis(['backup', path.join(tmpdir(), 'x.db'), '--data-dir', dataDir], { through }),
      await runLemnis(['storage', 'copy', '--from', dataDir, '--to', target], { through }),
    ]) {
      expectSentence(ended, /EACCES/)
    }
  },
)

function openEntries(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((entry) => path.join(entry.parentPath, entry.name))
    .concat(directory)
    .filter((file) => (statSync(file).mode & 0o077) !== 0)
}

test(
  'nobody else can look at what a service makes, whatever the umask, nor at a backup',
  { timeout: 120_000 },
  async () => {
    const dataDir = path.join(parent, 'umask')
    mkdirSync(dataDir)
    chmodSync(dataDir, 0o755)
    const service = await startService({ dataDir, settings: SETTINGS, through: MAKES_FILES })
    expect((await ask(service, 'PUT', '/before.txt', 'kept')).status).toBe(200)
    expect(await runJob(service)).toContain('<State>Success</State>')
    expect(openEntries(dataDir)).toEqual([])
    expect(service.log()).toContain('"mode":"755"')
    if (!onPostgres) {
      const target = path.join(parent, 'umask.db')
      const { code } = await runLemnis(['backup', target, '--data-dir', dataDir], { through: MAKES_FILES })
      expect([code, statSync(target).mode & 0o777]).toEqual([0, 0o600])
    }
    await service.stop()
    expect(openEntries(dataDir)).toEqual([])
  },
)
