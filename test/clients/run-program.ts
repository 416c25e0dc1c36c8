import path from 'node:path'
import { classifyDemo, type Verdict } from './classify.ts'
import { run } from './run.ts'
import type { Stage } from './stage.ts'

export interface OneStep {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
}

const LONGEST_MS = 60_000

/**
 * Runs a program that is one step as a whole, and classifies it as a demo. `thrownIn` finds in its output what it threw, if it
 * did.
 */
export async function runProgram(
  stage: Stage,
  { command, args, cwd, env }: OneStep,
  thrownIn: (output: string) => string | undefined,
): Promise<Verdict | undefined> {
  const answers = stage.listen()
  const { exitCode, output } = await run([command, ...args], {
    ...{ cwd, env: { ...stage.env, ...env }, longestMs: LONGEST_MS },
    log: path.join(stage.scratch, 'program.log'),
  })
  const heard = await answers()
  const thrown = exitCode === null ? `it took longer than ${LONGEST_MS / 1_000} s` : thrownIn(output)
  return classifyDemo(heard, thrown)
}
