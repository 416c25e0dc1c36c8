import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { usageError } from '../command.ts'
import { withInputName, type FilePlan, type OutputPlan } from './plan-files.ts'

const VARIABLE = /\$\{[A-Za-z]+\}/

/** Throws CommandError, a wrong call, when an output would replace an input, by whatever name. */
export function assertInputsKept(plans: readonly FilePlan[]): void {
  const inputs = inputsOf(plans)
  for (const plan of plans) {
    if (!plan.output || plan.output.toStandardOutput) continue
    for (const file of existingOutputs(plan.output, plan.inputs)) assertNoInput(file, inputs)
  }
}

/** The inputs of all plans by what the file system calls them: links have the same. */
export function inputsOf(plans: readonly Pick<FilePlan, 'inputs'>[]): ReadonlyMap<string, string> {
  return new Map(plans.flatMap(({ inputs }) => inputs).map((input) => [identityOf(input) ?? input, input]))
}

/** Throws CommandError when `file` is one of the inputs. */
export function assertNoInput(file: string, inputs: ReadonlyMap<string, string>): void {
  const identity = identityOf(file)
  const input = identity === undefined ? undefined : inputs.get(identity)
  if (input === undefined) return
  const what = path.resolve(input) === path.resolve(file) ? 'an input' : `the same file as the input ${input}`
  throw usageError(`The output ${file} is ${what}, which is never replaced: name another file or directory.`)
}

/** The files that are there already and that the output may have the name of. */
function existingOutputs({ directory, name }: OutputPlan, inputs: readonly string[]): readonly string[] {
  const known = withInputName(name, inputs)
  if (!VARIABLE.test(known)) return known === '' ? [] : [path.join(directory, known)]
  const parts = known.split(new RegExp(VARIABLE, 'g')).map((part) => RegExp.escape(part))
  const pattern = new RegExp(`^${parts.join('.*')}$`, 'i')
  return namesIn(directory)
    .filter((found) => pattern.test(found))
    .map((found) => path.join(directory, found))
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

/** `undefined` for a file that is not there. */
function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found && `${found.dev}/${found.ino}`
}
