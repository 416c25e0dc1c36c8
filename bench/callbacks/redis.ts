import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'

export interface Redis extends AsyncDisposable {
  readonly port: number
}

/** What the benchmark needs of the machine beside Node, by the Debian package that brings it. */
const PROGRAMS = [
  { program: 'redis-server', package: 'redis-server' },
  { program: 'taskset', package: 'util-linux' },
] as const

/** A sentence for each program that is missing. */
export function missingPrograms(): string[] {
  return PROGRAMS.filter(({ program }) => spawnSync(program, ['--version']).error).map(
    (missing) => `${missing.program} is missing: apt-get install ${missing.package}`,
  )
}

/** Starts a Redis of our own on a free port, with its log synced each second, as BullMQ's guide advises. */
export async function startRedis(parent: string, core: number): Promise<Redis> {
  const directory = mkdtempSync(path.join(parent, 'redis-'))
  const port = await freePort()
  const persistence = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '']
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory]
  const child = spawn('taskset', ['-c', String(core), 'redis-server', ...where, ...persistence], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.includes('Ready to accept connections')) break
  }
  child.stdout.resume()
  if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
  return {
    port,
    async [Symbol.asyncDispose]() {
      child.kill()
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
