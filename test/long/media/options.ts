import { parseArgs } from 'node:util'

export const HELP = `Runs the media tags on random files, and compares what they make with the system's ffmpeg.

npm run long:media -- [options]

  --seed N      chooses the files: file n is the same for the same seed (1)
  --from N      the number of the first file (0)
  --count N     how many files (100)
  --minutes N   ends after so many minutes, with the number to go on from (no limit)
  --only N      this file alone, with all that is compared
  --tag NAME    this tag alone; may be given several times
  --fault KIND  only the files with this fault; may be given several times
  --container NAME
                only the files of this container; may be given several times
  --keep DIR    where the files of disagreements are kept (a new directory below the system's own)
  --list        prints the recipes of the files, and runs nothing
  --help        this text

Exit code 0 when nothing disagreed, else 1.`

export interface Options {
  readonly seed: number
  readonly from: number
  readonly count: number
  readonly minutes: number
  readonly tags: readonly string[]
  readonly faults: readonly string[]
  readonly containers: readonly string[]
  readonly keep: string | undefined
  readonly isVerbose: boolean
  readonly isList: boolean
  readonly isHelp: boolean
}

export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      count: { type: 'string', default: '100' },
      minutes: { type: 'string', default: '1000000' },
      only: { type: 'string' },
      tag: { type: 'string', multiple: true, default: [] },
      fault: { type: 'string', multiple: true, default: [] },
      container: { type: 'string', multiple: true, default: [] },
      keep: { type: 'string' },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const only = values.only === undefined ? undefined : numberOf('--only', values.only)
  return {
    seed: numberOf('--seed', values.seed),
    from: only ?? numberOf('--from', values.from),
    count: only === undefined ? numberOf('--count', values.count) : 1,
    minutes: numberOf('--minutes', values.minutes),
    tags: values.tag,
    faults: values.fault,
    containers: values.container,
    keep: values.keep,
    isVerbose: only !== undefined,
    isList: values.list,
    isHelp: values.help,
  }
}

function numberOf(name: string, text: string): number {
  const value = Number(text)
  if (text !== '' && value >= 0 && Number.isFinite(value)) return value
  throw new Error(`${name} must be a number from 0 on, not "${text}"`)
}
