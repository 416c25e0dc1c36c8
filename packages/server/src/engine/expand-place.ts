import type { OutputPlace } from '../jobs/tables.ts'
import { expandVariables, type VariableValues } from '../protocol/output-variables.ts'

/** Replaces the variables that have a value in all keys of an output. */
export function expandPlace(output: OutputPlace, values: VariableValues): OutputPlace {
  const expand = (key: string | undefined): string | undefined => key && expandVariables(key, values)
  return { ...output, object: expand(output.object), spriteObject: expand(output.spriteObject) }
}
