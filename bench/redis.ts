import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from '../tooling/ports.ts'

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

/**
 * Starts a Redis of our own on a free port, with its log synced each second, as BullMQ's guide advises; on one core alone
 * when it is named.
 */
export async function startRedis(parent: string, core?: number): Promise<Redis> {
  const directory = mkdtempSync(path.join(parent, 'redis-'))
  const port = await freePort()
  const persistence = ['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '']
  const where = ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory]
  const pinned = core === undefined ? [] : ['taskset', '-c', String(core)]
  const [program = '', ...argv] = [...pinned, 'redis-server', ...where, ...persistence]
  const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
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
