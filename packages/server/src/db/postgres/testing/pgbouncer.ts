import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, untilListening } from '../../../../../../tooling/ports.ts'

/**
 * A pooler in front of the server of `behind`, which lends a connection for one transaction. `more` are further lines of
 * its configuration.
 */
export async function startPgBouncer(behind: string, more = ''): Promise<{ url: string } & AsyncDisposable> {
  const directory = await mkdtemp(path.join(tmpdir(), 'lemnis-pgbouncer-'))
  await chmod(directory, 0o777)
  const { hostname, port, pathname, username } = new URL(behind)
  const own = await freePort()
  const users = path.join(directory, 'users.txt')
  const config = path.join(directory, 'pgbouncer.ini')
  await writeFile(users, `"${username}" ""\n`)
  await writeFile(
    config,
    `[databases]
* = host=${hostname} port=${port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
auth_type = trust
auth_file = ${users}
pool_mode = transaction
default_pool_size = 2
unix_socket_dir =
${more}`,
  )
  const root = process.getuid?.() === 0
  const child = spawn('pgbouncer', [config], { stdio: 'ignore', ...(root && { uid: 65_534, gid: 65_534 }) })
  await untilListening(own, child)
  return {
    url: `postgres://${username}@127.0.0.1:${own}${pathname}`,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.kill('SIGINT')
      child.kill('SIGTERM')
      await ended
      await rm(directory, { recursive: true })
    },
  }
}
