import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const SCRIPT = fileURLToPath(new URL('./bare-denoiser.ts', import.meta.url))
const resultSchema = z.object({ ms: z.number(), cpuMs: z.number() })

export interface BareWork {
  readonly clip: string
  readonly directory: string
  /** Over all processes. */
  readonly jobs: number
  readonly processes: number
}

/** Wall-clock ms of all jobs, and processor ms of one. The processes have run a job before they are timed. */
export async function runBare({
  clip,
  directory,
  jobs,
  processes,
}: BareWork): Promise<{ ms: number; cpuMs: number }> {
  const children = Array.from({ length: processes }, () => fork(SCRIPT))
  try {
    await Promise.all(children.map((child) => once(child, 'message')))
    const all = (count: number) =>
      Promise.all(
        children.map((child, at) =>
          ask(child, { inputPath: clip, outputPath: path.join(directory, `bare-${at}.wav`), count }),
        ),
      )
    await all(1)
    const results = await all(jobs / processes)
    return {
      ms: Math.max(...results.map(({ ms }) => ms)),
      cpuMs: results.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / jobs,
    }
  } finally {
    for (const child of children) child.disconnect()
  }
}

async function ask(child: ChildProcess, order: object): Promise<z.infer<typeof resultSchema>> {
  child.send(order)
  const answers: readonly unknown[] = await once(child, 'message')
  return resultSchema.parse(answers[0])
}
