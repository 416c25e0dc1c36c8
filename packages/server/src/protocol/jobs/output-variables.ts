import path from 'node:path'

import type { OutputVariable } from './output-variable-names.ts'

export type VariableValues = Partial<Readonly<Record<OutputVariable, string>>>

const VARIABLE = /\$\{([A-Za-z]+)\}/g

/**
 * Replaces the variables that have a value; others stay as they are. Names are not case-sensitive, as in the vendor's
 * samples.
 */
export function expandVariables(pattern: string, values: VariableValues): string {
  const byName = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]))
  return pattern.replace(VARIABLE, (written, name: string) => byName.get(name.toLowerCase()) ?? written)
}

interface OutputKeys {
  readonly object?: string | undefined
  readonly spriteObject?: string | undefined
}

/** Expands the keys of an output. */
export function expandOutput<T extends OutputKeys>(output: T, values: VariableValues): T {
  const expand = (key: string | undefined): string | undefined => key && expandVariables(key, values)
  return { ...output, object: expand(output.object), spriteObject: expand(output.spriteObject) }
}

interface JobKeys<T> {
  readonly id: string
  readonly inputKey: string | undefined
  readonly output: T
}

/** Returns the output of a job with the variables of its id and input expanded. The tag knows Number, Time and Ext. */
export function outputOfJob<T extends OutputKeys>({ id, inputKey, output }: JobKeys<T>): T {
  return expandOutput(output, { ...(inputKey !== undefined && inputVariables(inputKey)), JobId: id })
}

/** Returns a pattern of all values of a key, with `*` for its variables. */
export function anyVariables(pattern: string): string {
  return pattern.replace(VARIABLE, '*')
}

export function hasVariable(pattern: string, variable: OutputVariable): boolean {
  for (const [, name = ''] of pattern.matchAll(VARIABLE)) {
    if (name.toLowerCase() === variable.toLowerCase()) return true
  }
  return false
}

/** Returns the variables of an input key; a path has no slash at its end. */
export function inputVariables(key: string): VariableValues {
  const { dir, name, base } = path.posix.parse(key)
  return { InputPath: dir, InputName: name, InputNameAndExt: base }
}
