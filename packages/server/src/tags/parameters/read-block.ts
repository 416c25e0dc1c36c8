import { z } from 'zod'
import {
  assertOff,
  childAt,
  invalidArgument,
  nonEmptyFields,
  optionalField,
  pathOf,
  textAt,
  textsAt,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import { BLANK_IS_ABSENT, MOST, valueSchema } from './fields.ts'
import { KINDS } from './kinds.ts'

type Shape = Readonly<Record<string, z.core.$ZodType>>

/**
 * Reads the elements that `schema` has, and the groups in it. An element without text counts as absent. Throws
 * InvalidArgument that names the element, and NotImplemented for a feature that is switched on and not here.
 */
export function readBlock<S extends Shape>(
  place: FieldPath,
  schema: z.ZodObject<S>,
): z.output<z.ZodObject<S>> {
  const sent = Object.entries<z.core.$ZodType>(schema.shape).flatMap(([name, field]) => {
    const value = readField(place, name, field)
    return value === undefined ? [] : [[name, value] as const]
  })
  const read = schema.safeParse(Object.fromEntries(sent))
  if (read.success) return read.data
  const [issue] = read.error.issues
  const name = String(issue?.path[0] ?? '')
  if (!sent.some(([given]) => given === name))
    throw invalidArgument(`${pathOf(place, requiredPath(name, schema.shape[name]))} is required.`)
  // As the client spells it.
  const spelling = childAt(place, name, 'text')?.name ?? name
  throw invalidArgument(`${pathOf(place, spelling)} ${issue?.message ?? 'is not valid'}.`)
}

/** The block called `name`; absent: undefined. */
export function optionalBlock<S extends Shape>(
  parent: FieldPath,
  name: string,
  schema: z.ZodObject<S>,
): z.output<z.ZodObject<S>> | undefined {
  const place = optionalField(parent, name)
  return place && readBlock(place, schema)
}

/** Of a group that is missing, the path of the first value that it has to have. */
function requiredPath(path: string, field: z.core.$ZodType | undefined): string {
  if (!(field instanceof z.ZodObject)) return path
  const needed = Object.entries<z.core.$ZodType>(field.shape).find(
    ([, child]) => !(child instanceof z.ZodExactOptional),
  )
  return needed ? requiredPath(`${path}.${needed[0]}`, needed[1]) : path
}

function readField(place: FieldPath, name: string, field: z.core.$ZodType): unknown {
  const kind = KINDS.get(field)
  if (kind?.kind === 'off') {
    assertOff(place, { [name]: kind.choices })
    return undefined
  }
  const schema = valueSchema(field)
  if (schema instanceof z.ZodObject) return readGroup(place, name, schema)
  if (schema instanceof z.ZodArray) return readList(place, name, schema)
  return textAt(place, name)
}

function readGroup(place: FieldPath, name: string, schema: z.ZodObject): unknown {
  if (!BLANK_IS_ABSENT.has(schema)) return optionalBlock(place, name, schema)
  const [group] = nonEmptyFields(place, name)
  return group && readBlock(group, schema)
}

function readList(place: FieldPath, name: string, schema: z.ZodArray): unknown {
  const { element } = schema
  const values =
    element instanceof z.ZodObject
      ? nonEmptyFields(place, name).map((one) => readBlock(one, element))
      : textsAt(place, name)
  const { atMost = Infinity } = MOST.get(schema) ?? {}
  if (values.length > atMost)
    throw invalidArgument(`At most ${atMost} ${pathOf(place, name)} elements are allowed.`)
  return values.length === 0 ? undefined : values
}
