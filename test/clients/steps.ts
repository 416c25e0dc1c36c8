import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { Consequences } from './consequences.ts'
import { classifyDemo, type Classifier } from './classify.ts'
import type { Outcome } from './outcome.ts'
import type { Stage } from './stage.ts'

/** The line of an upload that is refused comes when its client has let go of the rest of the body. */
const LATE_MS = 500

const Step = z.object({ name: z.string(), thrown: z.string().exactOptional() })

export interface Program {
  readonly group: string
  /** Goes before the names of its steps. */
  readonly name: readonly string[]
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Where it starts. */
  readonly directory?: string
  /** Of a demo unless given. */
  readonly classify?: Classifier
}

/**
 * Runs a program that does one step after the other: after each it prints `{ name, thrown? }` as a line of JSON, and waits
 * for a line.
 */
export async function* runSteps(stage: Stage, program: Program): AsyncGenerator<Outcome, void> {
  const { group, command, args, env, directory, classify = classifyDemo } = program
  const child = spawn(command, args, {
    cwd: directory,
    env: { ...stage.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  // A program that ended early is told of by its exit code.
  child.stdin.on('error', () => undefined)
  const ended = once(child, 'close')
  const consequences = new Consequences()
  let answers = stage.listen()
  for await (const line of createInterface({ input: child.stdout })) {
    const { name, thrown } = Step.parse(JSON.parse(line))
    let heard = await answers()
    if (thrown !== undefined && heard.length === 0) {
      await setTimeout(LATE_MS)
      heard = await answers()
    }
    const verdict = consequences.tell(heard, thrown) ?? classify(heard, thrown)
    if (verdict) yield { group, name: [...program.name, name].join(' '), ...verdict }
    answers = stage.listen()
    child.stdin.write('\n')
  }
  await ended
  if (child.exitCode !== 0) {
    const detail = `it ended with ${child.exitCode ?? child.signalCode ?? 'nothing'}`
    yield { group, name: [...program.name, 'end'].join(' '), kind: 'failed', detail }
  }
}
