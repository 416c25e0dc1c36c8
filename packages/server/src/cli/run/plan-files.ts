import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { isDirectory } from '../../base/make-directory.ts'
import { CommandError, usageError } from '../command.ts'
import { formatAsked, type RunParameters } from './build-request.ts'
import { extensionOf, shapeOf } from './tag-shapes.ts'

/** One job: its files on this machine. */
export interface FilePlan {
  readonly inputs: readonly string[]
  /** Where the outputs go; `undefined`: the result is printed. */
  readonly output: OutputPlan | undefined
}

export interface OutputPlan {
  readonly directory: string
  /** Below the directory; it may have variables of the protocol. */
  readonly name: string
}

const INPUT_VARIABLE = /\$\{Input(Name|NameAndExt)\}/i

/** The jobs for the given files and directories. Throws CommandError. */
export function planFiles(
  parameters: RunParameters,
  { given, out }: { readonly given: readonly string[]; readonly out: string | undefined },
): readonly FilePlan[] {
  const shape = shapeOf(parameters.tag)
  const files = given.flatMap(filesOf)
  if (files.length === 0) throw new CommandError(`${given.join(', ')} has no file.`)
  const isMany = files.length > 1 || given.some(isDirectory)
  if (out === undefined && shape.onlyAnswers !== true)
    throw usageError(`Give -o OUT: where the output of ${parameters.tag} goes.`)
  if (shape.takesAll)
    return [{ inputs: files, output: outputFor(parameters, out, { input: files[0] ?? '' }) }]
  const plans = files.map((input) => ({
    inputs: [input],
    output: outputFor(parameters, out, { input, isMany }),
  }))
  assertApart(plans)
  return plans
}

function filesOf(given: string): readonly string[] {
  if (!isDirectory(given)) {
    if (statSync(given, { throwIfNoEntry: false })?.isFile()) return [given]
    throw new CommandError(`${given} is no file and no directory.`)
  }
  return readdirSync(given, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => path.join(given, name))
    .toSorted()
}

interface Planned {
  readonly input: string
  readonly isMany?: boolean
}

function outputFor(
  parameters: RunParameters,
  out: string | undefined,
  { input, isMany = false }: Planned,
): OutputPlan | undefined {
  if (out === undefined) return undefined
  const shape = shapeOf(parameters.tag)
  if (shape.makesFolder) return { directory: isMany ? path.join(out, path.parse(input).name) : out, name: '' }
  const isFolder = out.endsWith('/') || isDirectory(out) || (isMany && !INPUT_VARIABLE.test(out))
  if (isFolder) return { directory: out, name: nameFor(parameters, input) }
  return { directory: path.dirname(out), name: path.basename(out) }
}

/** The name of the input, with the extension of what is made of it. */
function nameFor(parameters: RunParameters, input: string): string {
  const { tag } = parameters
  const shape = shapeOf(tag)
  const { name, ext } = path.parse(input)
  if (shape.onlyAnswers) return `${name}.json`
  const format = formatAsked(parameters)
  const extension = format === undefined ? (shape.extension ?? ext.slice(1)) : extensionOf(format)
  return `${name}${shape.isNumbered ? '-${Number}' : ''}${extension === '' ? '' : `.${extension}`}`
}

/** Throws CommandError when two jobs would write the same file. */
function assertApart(plans: readonly FilePlan[]): void {
  const seen = new Set<string>()
  for (const { inputs, output } of plans) {
    if (!output) continue
    const file = withInputName(path.join(output.directory, output.name), inputs)
    if (seen.has(file))
      throw new CommandError(
        `Two files would be written as ${file}: name them apart, such as -o 'DIRECTORY/\${InputNameAndExt}.wav'.`,
      )
    seen.add(file)
  }
}

/** Puts the name of an input where the variables of the protocol stand for it. */
export function withInputName(text: string, [input = '']: readonly string[]): string {
  const { name, base } = path.parse(input)
  return text.replaceAll(/\$\{InputName\}/gi, name).replaceAll(/\$\{InputNameAndExt\}/gi, base)
}
