import { z } from 'zod'
import { MOST, NOTES, valueSchema } from './fields.ts'
import { KINDS } from './kinds.ts'
import type { Parameter } from './parameter.ts'

/** Lists what may stand in a block: each group, and then what is in it. `prefix` is the path of the block with a dot. */
export function listParameters(block: z.ZodObject, prefix = ''): readonly Parameter[] {
  return Object.entries<z.core.$ZodType>(block.shape).flatMap(([name, field]) =>
    describeField(prefix + name, field),
  )
}

function describeField(name: string, field: z.core.$ZodType): readonly Parameter[] {
  const notes = NOTES.get(field)
  const kind = KINDS.get(field)
  if (kind?.kind === 'off') return [{ name, ...kind, required: false, description: 'Not implemented here.' }]
  if (!notes) throw new Error(`the parameter ${name} is not described`)
  const schema = valueSchema(field)
  const atMost = MOST.get(schema)
  const value = schema instanceof z.ZodArray ? schema.element : schema
  const required = !(field instanceof z.ZodExactOptional)
  const common = { name, required, ...notes, ...atMost }
  if (value instanceof z.ZodObject)
    return [{ kind: 'group', ...common }, ...listParameters(value, `${name}.`)]
  const valueKind = KINDS.get(value)
  if (!valueKind) throw new Error(`what the parameter ${name} may be is not described`)
  return [{ ...valueKind, ...common }]
}
