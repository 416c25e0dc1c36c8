import path from 'node:path'

/** What may stand as `${…}` in the key of an output. */
export type OutputVariable =
  | 'InputPath'
  | 'InputName'
  | 'InputNameAndExt'
  | 'RunId'
  | 'Ext'
  | 'JobId'
  | 'Number'
  | 'Time'
  | 'InventoryTriggerJobId'

export type VariableValues = Partial<Readonly<Record<OutputVariable, string>>>

const VARIABLE = /\$\{([A-Za-z]+)\}/g

/**
 * Replaces the variables that have a value; the others stay as they are. The vendor's own samples write the names in any
 * case.
 */
export function expandVariables(pattern: string, values: VariableValues): string {
  const byName = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]))
  return pattern.replace(VARIABLE, (written, name: string) => byName.get(name.toLowerCase()) ?? written)
}

interface OutputKeys {
  readonly object?: string | undefined
  readonly spriteObject?: string | undefined
}

/** The same for the keys that an output names. */
export function expandOutput<T extends OutputKeys>(output: T, values: VariableValues): T {
  const expand = (key: string | undefined): string | undefined => key && expandVariables(key, values)
  return { ...output, object: expand(output.object), spriteObject: expand(output.spriteObject) }
}

interface JobKeys<T> {
  readonly id: string
  readonly inputKey: string | undefined
  readonly output: T
}

/** The output of a job with all that its id and its input tell; Number, Time and Ext are the tag's to know. */
export function outputOfJob<T extends OutputKeys>({ id, inputKey, output }: JobKeys<T>): T {
  return expandOutput(output, { ...(inputKey !== undefined && inputVariables(inputKey)), JobId: id })
}

/** All that a key may come to, with `*` for what its variables stand for. */
export function anyVariables(pattern: string): string {
  return pattern.replace(VARIABLE, '*')
}

export function hasVariable(pattern: string, variable: OutputVariable): boolean {
  for (const [, name = ''] of pattern.matchAll(VARIABLE)) {
    if (name.toLowerCase() === variable.toLowerCase()) return true
  }
  return false
}

/** What the key of an input gives; a path has no slash at its end. */
export function inputVariables(key: string): VariableValues {
  const { dir, name, base } = path.posix.parse(key)
  return { InputPath: dir, InputName: name, InputNameAndExt: base }
}
