import path from 'node:path'
import { nearestName } from '../../base/nearest-name.ts'
import { usageError } from '../command.ts'

/** Those that a job alone has a value for; the others of the protocol are of workflows and batches. */
const VARIABLES = ['InputName', 'InputNameAndExt', 'Number', 'Ext', 'Time', 'JobId']

/** Throws CommandError for a variable that nothing stands for, and for one in the directory of an output. */
export function assertVariables(out: string): void {
  for (const [written, name = ''] of out.matchAll(/\$\{([^}]*)\}/g)) {
    if (VARIABLES.some((known) => known.toLowerCase() === name.toLowerCase())) continue
    const nearest = nearestName(name, VARIABLES)
    const hint =
      nearest === undefined
        ? `There are ${VARIABLES.map((known) => `\${${known}}`).join(', ')}.`
        : `Did you mean \${${nearest}}?`
    throw usageError(`There is no variable ${written}. ${hint}`)
  }
  if (path.dirname(out).includes('${'))
    throw usageError(`Variables stand in the name of the file, not in its directory: ${path.dirname(out)}.`)
}
