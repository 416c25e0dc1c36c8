import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { judgeDemo, type Verdict } from './judge.ts'
import type { Stage } from './stage.ts'

export interface OneStep {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

const LONGEST_MS = 60_000

/**
 * Runs a program that is one step as a whole, and judges it as a demo. `thrownIn` finds in its output what it threw, if it
 * did.
 */
export async function runProgram(
  stage: Stage,
  { command, args, cwd, env }: OneStep,
  thrownIn: (output: string) => string | undefined,
): Promise<Verdict | undefined> {
  const answers = stage.listen()
  const child = spawn(command, args, {
    cwd,
    env: { ...stage.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
  })
  const output = (await Promise.all([text(child.stdout), text(child.stderr)])).join('\n')
  const heard = await answers()
  const thrown = child.signalCode === null ? thrownIn(output) : `it took longer than ${LONGEST_MS / 1_000} s`
  return judgeDemo(heard, thrown)
}
