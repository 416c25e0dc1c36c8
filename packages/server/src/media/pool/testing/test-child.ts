import { writeFileSync } from 'node:fs'
import { z } from 'zod'
import { MediaRefusal } from '../../refusal.ts'

/** What a test makes the child do. */
const TestInput = z.object({
  does: z.enum([
    'answer',
    'tell-threads',
    'crash',
    'hang',
    'eat-memory',
    'work',
    'refuse',
    'throw',
    'show-environment',
    'write',
  ]),
  ms: z.number().default(0),
  path: z.string().default(''),
})

export async function run(
  input: unknown,
  report: (percent: number) => void,
  threads: number,
): Promise<unknown> {
  const { does, ms, path } = TestInput.parse(input)
  switch (does) {
    case 'answer':
      return { pid: process.pid, niceness: (await import('node:os')).getPriority() }
    case 'tell-threads':
      block(ms, report)
      return threads
    case 'crash':
      process.kill(process.pid, 'SIGSEGV')
      return block(1_000, report)
    case 'hang':
      return block(ms, () => undefined)
    case 'work':
      return block(ms, report)
    case 'eat-memory':
      return eatMemory(report)
    case 'refuse':
      throw new MediaRefusal('ResourceNotSupported', 'not this one')
    case 'throw':
      throw new Error('a bug')
    case 'show-environment':
      return Object.keys(process.env)
    case 'write':
      writeFileSync(path, Buffer.alloc(4_000_000))
      return null
  }
}

/** Blocks the event loop, like media code. */
function block(ms: number, report: (percent: number) => void): null {
  const until = performance.now() + ms
  while (performance.now() < until) report((1 - (until - performance.now()) / ms) * 100)
  return null
}

function eatMemory(report: (percent: number) => void): number {
  const held: Buffer[] = []
  for (let i = 0; i < 10; i++) {
    held.push(Buffer.alloc(60_000_000, 1))
    block(250, report)
  }
  return held.length
}
