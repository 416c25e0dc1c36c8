import { execFileSync, spawn, type ChildProcess, type StdioOptions } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'

export interface Command {
  readonly words: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly workingDirectory: string
  /** Numbers of a user and a group, as 10001:10001; without them it runs as root. */
  readonly user?: string | undefined
}

const DEVICES = { null: 3, zero: 5, full: 7, random: 8, urandom: 9 } as const

/** Mounts /dev as a container engine does: a few devices that every program needs. */
export function mountDevices(root: string): void {
  const dev = path.join(root, 'dev')
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=755', 'dev', dev])
  for (const [name, minor] of Object.entries(DEVICES))
    execFileSync('mknod', ['-m', '666', path.join(dev, name), 'c', '1', String(minor)])
  execFileSync('ln', ['-s', '/proc/self/fd', path.join(dev, 'fd')])
  mkdirSync(path.join(dev, 'shm'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'mode=1777', 'shm', path.join(dev, 'shm')])
}

export function unmountDevices(root: string): void {
  execFileSync('umount', ['--recursive', path.join(root, 'dev')])
}

/** Makes files of this machine visible in the root file system, at the same paths. The places must be there already. */
export function bindFiles(root: string, files: readonly string[]): void {
  for (const file of files) execFileSync('mount', ['--rbind', file, path.join(root, file)])
}

export function unbindFiles(root: string, files: readonly string[]): void {
  for (const file of files.toReversed()) execFileSync('umount', ['--recursive', path.join(root, file)])
}

/** Starts a command as the first process of its own process namespace, as a container engine does. */
export function startIn(root: string, command: Command, stdio: StdioOptions): ChildProcess {
  return spawn('unshare', isolated(root, command), {
    env: { PATH: process.env['PATH'], ...command.environment },
    stdio,
  })
}

function isolated(root: string, { words, workingDirectory, user }: Command): readonly string[] {
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  const place = [`--root=${root}`, `--wd=${workingDirectory}`]
  return [...namespaces, ...place, '--', ...(user === undefined ? [] : asUser(user)), ...words]
}

/** Without capabilities, and without a way to get any. */
function asUser(numbers: string): readonly string[] {
  const [user = '', group = ''] = numbers.split(':')
  const rights = ['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all']
  return ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups', ...rights, '--']
}
