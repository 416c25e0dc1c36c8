import type { TagParameter } from '../cli/command.ts'
import { listTags } from '../tags/all-tags.ts'
import { allowedValues } from '../tags/parameters/allowed-values.ts'
import type { Parameter } from '../tags/parameters/parameter.ts'

/** No job is run with them: parameters are the same whatever the settings. */
const SETTINGS = {
  setting: 'balanced',
  wet: 1,
  channels: 'mono',
  maxDurationS: 1,
  vendorLimits: false,
  timeZone: 0,
} as const

/** The parameters of each tag of this release, for the command line. */
export function describeTags(): ReadonlyMap<string, readonly TagParameter[]> {
  return new Map(listTags(SETTINGS).map(({ name, parameters }) => [name, parameters.map(inWords)]))
}

function inWords(parameter: Parameter): TagParameter {
  const { name, kind, required, default: usual, description } = parameter
  return {
    ...{ name, required, description, values: allowedValues(parameter) },
    kind: kind === 'group' || kind === 'off' ? kind : 'value',
    ...(usual !== undefined && { default: usual }),
  }
}
