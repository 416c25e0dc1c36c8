import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

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

/** As another user, for what root may always do. */
export const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'] as const

/** Runs the command line to its end. */
export async function runLemnis(
  args: readonly string[],
  { settings = {}, through = [] }: LemnisOptions = {},
): Promise<LemnisEnded> {
  const [program = '', ...argv] = [...through, process.execPath, LAUNCHER, ...args]
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
