import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'

interface Running {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Takes what it prints, which may be whole objects. */
  readonly log: string
  readonly longestMs: number
}

interface Ran {
  /** None when it was ended because it took too long. */
  readonly exitCode: number | null
  /** All that it printed. */
  readonly output: string
}

/** Runs a program, which is named first, until it ends. */
export async function run(
  [program = '', ...argv]: readonly string[],
  { cwd, env, log, longestMs }: Running,
): Promise<Ran> {
  const out = openSync(log, 'w')
  const child = spawn(program, argv, {
    ...{ cwd, env, stdio: ['ignore', out, out] },
    ...{ timeout: longestMs, killSignal: 'SIGKILL' },
  })
  closeSync(out)
  await once(child, 'close')
  return { exitCode: child.exitCode, output: readFileSync(log, 'utf8') }
}
