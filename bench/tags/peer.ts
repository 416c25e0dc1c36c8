import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Took } from './work.ts'

/** One program of the system after the other, in a directory of their own that is removed afterwards. */
export async function runPeer(directory: string, programs: readonly (readonly string[])[]): Promise<Took> {
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  const before = performance.now()
  for (const [program = '', ...argv] of programs) await runProgram(program, argv, directory)
  const ms = performance.now() - before
  // What it calls its own files by is not what a client gets.
  const kept = readdirSync(directory).filter((name) => !name.startsWith('tmp-'))
  const bytes = kept.reduce((sum, name) => sum + statSync(path.join(directory, name)).size, 0)
  rmSync(directory, { recursive: true, force: true })
  return { ms, bytes }
}

async function runProgram(program: string, argv: readonly string[], cwd: string): Promise<void> {
  const child = spawn(program, argv, { cwd, stdio: ['ignore', 'ignore', 'pipe'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  await once(child, 'close')
  const code = child.exitCode
  if (code !== 0) throw new Error(`${program} ${argv.join(' ')} ended with ${String(code)}: ${errors}`)
}
