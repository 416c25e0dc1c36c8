import { usageError } from '../cli/command.ts'
import { assertNoPositionals, readArguments } from '../cli/read-arguments.ts'

export interface CopyOptions {
  readonly from: string
  readonly to: string
  readonly json: boolean
}

/** Reads `--from …` and `--to …`; `usage` names both in the error when one is missing. Throws CommandError. */
export function readCopyArguments(args: readonly string[], usage: string): CopyOptions {
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
