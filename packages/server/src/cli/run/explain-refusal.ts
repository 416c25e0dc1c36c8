import { CommandError } from '../command.ts'
import type { RunParameters } from '../../job-requests/build-request.ts'
import { shapeOf } from '../../job-requests/tag-shapes.ts'

/** What most jobs of a tag that has required parameters begin with. */
const EXAMPLES: ReadonlyMap<string, string> = new Map([
  ['PicProcess', 'ProcessRule=imageMogr2/rotate/90'],
  ['Snapshot', 'Count=5'],
])

/** Returns the refusal of a request with what to type instead, in the words of the command line. */
export function explainRefusal(error: unknown, { tag, misspelt }: RunParameters): unknown {
  if (!(error instanceof CommandError)) return error
  if (misspelt !== undefined) return new CommandError(`${misspelt} ${error.message}`, error.exitCode)
  const hint = hintFor(error.message, shapeOf(tag).block)
  return hint === undefined ? error : new CommandError(`${error.message} ${hint}`, error.exitCode)
}

function hintFor(message: string, block: string): string | undefined {
  if (message.includes('Output.Object must contain ${Number}'))
    return "Number the outputs, such as -o 'name-${Number}.jpg'."
  const place = new RegExp(String.raw`Operation\.(?:Output\.StreamExtract|${block})\.(\w+(?:\.\w+)*)`)
  const [whole, name] = place.exec(message) ?? []
  if (whole === undefined || name === undefined)
    return message.includes('is required')
      ? `Give its parameters with --set ${exampleFor(block)}.`
      : undefined
  return message.endsWith('is not implemented here.')
    ? `Is --set ${name} misspelt?`
    : `${whole} is --set ${name}=….`
}

function exampleFor(block: string): string {
  const example = EXAMPLES.get(block)
  return example === undefined ? 'NAME=VALUE' : `NAME=VALUE, such as --set ${example}`
}
