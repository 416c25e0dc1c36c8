import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { readS3Server } from './s3-server.ts'
import { dropTestDatabase, testDatabaseUrl } from '../packages/server/src/db/testing/test-database.ts'

const LAUNCHER = fileURLToPath(new URL('../packages/server/bin/lemnis.js', import.meta.url))
const READY = /^lemnis listening on (?:https:\S+ and )?(http:\/\/\S+)$/m
const START_TIMEOUT_MS = 30_000

export interface StartOptions {
  /** Kept when given; else a temporary directory that `stop` removes. */
  readonly dataDir?: string
  /** `LEMNIS_…` variables beside the data directory and the port; credentials have fixed values unless given. */
  readonly settings?: Readonly<Record<string, string>>
  /** Arguments after `serve`. */
  readonly args?: readonly string[]
  /** What starts the launcher, program first, such as `sh -c 'umask 000; exec "$@"' -`. */
  readonly through?: readonly string[]
  /** Where the service's log goes: to this process's standard error, or nowhere (the default). */
  readonly showLog?: boolean
}

export interface RunningService extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly dataDir: string
  readonly secretId: string
  readonly secretKey: string
  readonly webhookSecret: string
  readonly adminToken: string
  readonly child: ChildProcess
  /** Everything the service wrote to standard output so far. */
  output(): string
  /** Everything it wrote to standard error. */
  log(): string
  /** Sends SIGTERM, waits for the end, gives the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL to the whole process group, as a crash would. */
  kill(): Promise<void>
}

/** Starts the real service as its own process group and waits until it says that it is ready. */
export async function startService(options: StartOptions = {}): Promise<RunningService> {
  const dataDir = options.dataDir ?? (await mkdtemp(path.join(tmpdir(), 'lemnis-')))
  const databaseUrl = await testDatabaseUrl(dataDir)
  const secrets = {
    LEMNIS_SECRET_ID: 'AKIDfortestsanddemos0000000000000001',
    LEMNIS_SECRET_KEY: 'a-key-for-tests-and-demos-only',
    LEMNIS_WEBHOOK_SECRET: 'whsec_bGVtbmlzLXRlc3RzLWFuZC1kZW1vcy1vbmx5',
    LEMNIS_ADMIN_TOKEN: 'an-admin-token-for-tests',
    ...options.settings,
  }
  const [program = '', ...argv] = [
    ...(options.through ?? []),
    process.execPath,
    LAUNCHER,
    'serve',
    ...(options.args ?? []),
  ]
  const child = spawn(program, argv, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LEMNIS_PORT: '0',
      LEMNIS_DATA_DIR: dataDir,
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
      ...storageOf(dataDir),
      ...secrets,
    },
  })
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
    if (options.showLog) process.stderr.write(text)
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  const url = await ready(
    child,
    () => output,
    () => log,
  )
  const ended = once(child, 'exit')
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      // A negative pid names the group: the launcher, the service and its media children.
      process.kill(signal === 'SIGKILL' ? -child.pid : child.pid, signal)
      await ended
    }
    return child.exitCode
  }
  return {
    url,
    port: Number(new URL(url).port),
    dataDir,
    secretId: secrets.LEMNIS_SECRET_ID,
    secretKey: secrets.LEMNIS_SECRET_KEY,
    webhookSecret: secrets.LEMNIS_WEBHOOK_SECRET,
    adminToken: secrets.LEMNIS_ADMIN_TOKEN,
    child,
    output: () => output,
    log: () => log,
    stop: () => end('SIGTERM'),
    kill: async () => {
      await end('SIGKILL')
    },
    async [Symbol.asyncDispose]() {
      await end('SIGTERM')
      if (options.dataDir !== undefined) return
      await rm(dataDir, { recursive: true, force: true })
      await dropTestDatabase(dataDir)
    },
  }
}

/** Starts another process of a service, on its database and its storage, with a data directory of its own. */
export async function startBeside(
  { dataDir }: RunningService,
  options: Omit<StartOptions, 'dataDir'>,
): Promise<RunningService> {
  const DATABASE_URL = await testDatabaseUrl(dataDir)
  const settings = { ...(DATABASE_URL !== undefined && { DATABASE_URL }), ...storageOf(dataDir) }
  return startService({ ...options, settings: { ...settings, ...options.settings } })
}

/** Where the environment names an S3 server for tests, blobs are there, apart for each data directory. */
export function storageOf(dataDir: string): { readonly LEMNIS_STORAGE?: string } & Record<string, string> {
  const server = process.env['LEMNIS_TEST_S3']
  if (server === undefined || process.env['LEMNIS_TEST_STORAGE'] !== 's3') return {}
  const { endpoint, bucket, credentials } = readS3Server(server)
  return {
    LEMNIS_STORAGE: `s3://${bucket}/${path.basename(dataDir)}`,
    LEMNIS_S3_ENDPOINT: endpoint,
    LEMNIS_S3_PATH_STYLE: '1',
    ...credentials,
  }
}

function ready(child: ChildProcess, output: () => string, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      child.kill('SIGKILL')
      reject(new Error(`the service did not start: ${why}\n${log()}`))
    }
    const timer = setTimeout(() => {
      fail(`not ready after ${START_TIMEOUT_MS} ms`)
    }, START_TIMEOUT_MS)
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(`exit code ${String(code)}`)
    })
    child.stdout?.on('data', () => {
      const url = READY.exec(output())?.[1]
      if (url === undefined) return
      clearTimeout(timer)
      child.removeAllListeners('exit')
      resolve(url)
    })
  })
}
