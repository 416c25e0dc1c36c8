import { usageError } from '../cli/command.ts'
import { assertNoPositionals, readArguments } from '../cli/read-arguments.ts'

export interface CopyWanted {
  readonly from: string
  readonly to: string
  readonly json: boolean
}

/** `--from …` and `--to …`, which `usage` names when one is missing. */
export function readCopyArguments(args: readonly string[], usage: string): CopyWanted {
  const { values, positionals } = readArguments(args, {
    from: { type: 'string' },
    to: { type: 'string' },
    json: { type: 'boolean' },
  })
  assertNoPositionals(positionals)
  const { from, to, json = false } = values
  if (from === undefined || to === undefined) throw usageError(`Give ${usage}.`)
  return { from, to, json }
}
