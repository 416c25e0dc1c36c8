import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

export const LAUNCHER = fileURLToPath(new URL('../packages/server/bin/lemnis.js', import.meta.url))
/** `nobody` on Linux. */
export const NOBODY = 65_534

export interface LemnisOptions {
  readonly settings?: Readonly<Record<string, string>>
  /** What starts it, program first. */
  readonly through?: readonly string[]
}

export interface LemnisEnded {
  readonly code: number | null
  readonly out: string
  readonly complaints: string
}

const SETPRIV = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'] as const

/** Where a checkout that only its owner can enter is mounted for `nobody`, in a mount namespace of its own. */
const MOUNTED = '/mnt/'
const BIND = `mount --bind "$0" ${MOUNTED} && exec "$@"`

/** As another user, for what root may always do. */
export const asNobody: readonly string[] = isOpenToAll(ROOT)
  ? SETPRIV
  : ['unshare', '--mount', 'sh', '-c', BIND, ROOT, ...SETPRIV]

/** Whether every user can enter a directory and all those above it. */
function isOpenToAll(directory: string): boolean {
  const parent = path.dirname(directory)
  return (statSync(directory).mode & 0o001) !== 0 && (parent === directory || isOpenToAll(parent))
}

/** Runs the command line to its end. */
export async function runLemnis(
  args: readonly string[],
  { settings = {}, through = [] }: LemnisOptions = {},
): Promise<LemnisEnded> {
  const ownPath = (file: string): string =>
    through.includes(BIND) && file.startsWith(ROOT) ? file.replace(ROOT, MOUNTED) : file
  const [program = '', ...argv] = [...through, ownPath(process.execPath), ownPath(LAUNCHER), ...args]
  const child = spawn(program, argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], LEMNIS_PORT: '0', ...settings },
  })
  let [out, complaints] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  await once(child, 'close')
  return { code: child.exitCode, out, complaints }
}
