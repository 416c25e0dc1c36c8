import path from 'node:path'
import { usageError } from '../command.ts'
import type { RunParameters } from '../../job-requests/build-request.ts'
import { elementAt, readParameters } from '../../job-requests/parameters.ts'
import type { FilePlan } from './plan-files.ts'
import { extensionIn, shapeOf } from '../../job-requests/tag-shapes.ts'

/** Extensions of one format. */
const SAME: Readonly<Record<string, string>> = { jpeg: 'jpg', tif: 'tiff' }

/** Throws CommandError, a wrong call, when an output would hold another format than its extension says. */
export function assertFormats(parameters: RunParameters, plans: readonly FilePlan[]): void {
  // What a template asks for is not known here.
  if (parameters.template !== undefined) return
  for (const { inputs, output } of plans) {
    const extension = output && extensionIn(output.name)
    if (extension === undefined) continue
    if (parameters.tag === 'PicProcess') assertKept(parameters, { extension, inputs })
    else assertKnown(parameters, extension)
  }
}

function assertKnown({ tag, set, setOperation }: RunParameters, extension: string): void {
  const { keyFormats } = shapeOf(tag)
  if (!keyFormats || keyFormats.extensions.includes(extension)) return
  const { option, parameter } = keyFormats
  const given = readParameters(option, option === 'set' ? set : setOperation)
  if (elementAt(given, parameter) !== undefined) return
  throw usageError(
    `${tag} makes no .${extension}: name the output .${keyFormats.extensions.join(', .')}, or give the format with --${option} ${parameter.join('.')}=….`,
  )
}

interface Kept {
  readonly extension: string
  readonly inputs: readonly string[]
}

/** A picture keeps its format unless the rule names another. */
function assertKept({ tag, set }: RunParameters, { extension, inputs: [input = ''] }: Kept): void {
  const rule = elementAt(readParameters('set', set), ['ProcessRule'])
  const own = extensionIn(path.basename(input))
  if (own === undefined || formatOf(own) === formatOf(extension)) return
  if (typeof rule === 'string' && rule.includes('/format/')) return
  throw usageError(
    `${tag} keeps the format of its input: name the output .${own}, or add /format/${formatOf(extension)} to ProcessRule.`,
  )
}

const formatOf = (extension: string): string => SAME[extension] ?? extension
