import type { JsonValue } from '../../base/json.ts'
import type { JobOrder } from '../../jobs/tables.ts'
import { expandOutput, expandVariables, type VariableValues } from '../../protocol/jobs/output-variables.ts'

/** Replaces the variables that have a value: in the keys of the output, and in those that a tag keeps in its parameters. */
export function expandOrder<T extends Pick<JobOrder, 'output' | 'params'>>(
  order: T,
  values: VariableValues,
): T {
  const { output, params } = order
  return {
    ...order,
    params: expandStrings(params, values),
    output: output && expandOutput(output, values),
  }
}

function expandStrings(value: JsonValue, values: VariableValues): JsonValue {
  if (typeof value === 'string') return expandVariables(value, values)
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) return value.map((item) => expandStrings(item, values))
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, expandStrings(item, values)]))
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
