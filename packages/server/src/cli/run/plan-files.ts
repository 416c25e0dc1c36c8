import path from 'node:path'
import { isDirectory } from '../../base/make-directory.ts'
import { CommandError, usageError } from '../command.ts'
import { assertVariables } from './assert-variables.ts'
import { formatAsked, type RunParameters } from '../../job-requests/build-request.ts'
import { findInputs } from './input-files.ts'
import { extensionOf, shapeOf } from '../../job-requests/tag-shapes.ts'

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
  /** It is no file of this machine: `name` is that of the object alone. */
  readonly toStandardOutput?: true
}

const INPUT_VARIABLE = /\$\{Input(Name|NameAndExt)\}/i
const STANDARD_OUTPUT = '-'

interface GivenFiles {
  readonly given: readonly string[]
  readonly out: string | undefined
  /** Called with the files of directories that are plainly no media. */
  readonly onLeftOut?: (files: readonly string[]) => void
}

/** The jobs for the given files and directories. Throws CommandError. */
export function planFiles(
  parameters: RunParameters,
  { given, out, onLeftOut }: GivenFiles,
): readonly FilePlan[] {
  const shape = shapeOf(parameters.tag)
  const { files, leftOut } = findInputs(parameters.tag, given)
  if (leftOut.length > 0) onLeftOut?.(leftOut)
  if (files.length === 0)
    throw new CommandError(`${given.join(', ')} has no file${leftOut.length > 0 ? ' of media' : ''}.`)
  const isMany = files.length > 1 || given.some(isDirectory)
  if (out === undefined && shape.onlyAnswers !== true)
    throw usageError(`Give -o OUT: where the output of ${parameters.tag} goes.`)
  if (out !== undefined) assertVariables(out)
  if (out === STANDARD_OUTPUT && shape.onlyAnswers !== true) assertOneOutput(parameters.tag, files)
  if (shape.takesAll)
    return [{ inputs: files, output: outputFor(parameters, out, { input: files[0] ?? '' }) }]
  const plans = files.map((input) => ({
    inputs: [input],
    output: outputFor(parameters, out, { input, isMany }),
  }))
  assertApart(plans)
  return plans
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
  // Without an output, what a job found out is printed anyway.
  if (out === STANDARD_OUTPUT)
    return shape.onlyAnswers
      ? undefined
      : { directory: '', name: nameFor(parameters, input), toStandardOutput: true }
  if (shape.makesFolder) return { directory: isMany ? path.join(out, path.parse(input).name) : out, name: '' }
  const isFolder = out.endsWith('/') || isDirectory(out) || (isMany && !INPUT_VARIABLE.test(out))
  if (isFolder) {
    assertDirectory(out)
    return { directory: out, name: nameFor(parameters, input) }
  }
  return { directory: path.dirname(out), name: path.basename(out) }
}

/** Throws CommandError for what looks like a file, which several inputs can't share. */
function assertDirectory(out: string): void {
  if (out.endsWith('/') || isDirectory(out) || path.extname(out) === '') return
  throw usageError(
    `Several outputs need a directory: ${out} is none. End it with /, name one that exists, or name each output, such as -o '\${InputName}${path.extname(out)}'.`,
  )
}

/** Throws CommandError when the standard output would get more than one file. */
function assertOneOutput(tag: string, files: readonly string[]): void {
  const { makesFolder, takesAll } = shapeOf(tag)
  if (makesFolder) throw usageError(`${tag} makes many files: give -o a directory.`)
  if (files.length > 1 && !takesAll)
    throw usageError('The standard output takes the output of one job: give one file, or -o a directory.')
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
