import { parseArgs } from 'node:util'

export const HELP = `Fuzzes a real service, and checks its responses.

npm run long:fuzz -- [options]

  --entry-point-minutes N
                    how long every entry point that reads XML is fuzzed (20; 0: not at all)
  --tag-minutes N   how long each tag's parameters are fuzzed (2; 0: not at all)
  --tag NAME        this tag alone; may be given several times
  --seed N          repeats the cases of a run, in the same order for each entry point and tag
  --failures DIR    where failures are written (a new directory below the system's own for temporary files)
  --replay FILE     sends the requests of one failure again, and prints the answers
  --help            this text

Exit code 0 when nothing failed, else 1.`

export interface Options {
  readonly entryPointMinutes: number
  readonly tagMinutes: number
  readonly tags: readonly string[]
  readonly seed: number
  readonly failures: string | undefined
  readonly replay: string | undefined
  readonly help: boolean
}

export function readOptions(argv: readonly string[], now: number): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'entry-point-minutes': { type: 'string', default: '20' },
      'tag-minutes': { type: 'string', default: '2' },
      tag: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: String(now % 1_000_000) },
      failures: { type: 'string' },
      replay: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  return {
    entryPointMinutes: numberOf('--entry-point-minutes', values['entry-point-minutes']),
    tagMinutes: numberOf('--tag-minutes', values['tag-minutes']),
    tags: values.tag,
    seed: numberOf('--seed', values.seed),
    failures: values.failures,
    replay: values.replay,
    help: values.help,
  }
}

function numberOf(name: string, text: string): number {
  const value = Number(text)
  if (text !== '' && value >= 0 && Number.isFinite(value)) return value
  throw new Error(`${name} must be a number from 0 on, not "${text}"`)
}
