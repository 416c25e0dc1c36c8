import { z } from 'zod'

/** What is known of a field beside what its value may be. */
interface FieldNotes {
  readonly description: string
  readonly default?: string
}

/** Of the elements of a block, by their schemas. */
export const NOTES = z.registry<FieldNotes>()

/** How many elements of one name there may be, by the schemas of their lists. */
export const MOST = z.registry<{ readonly atMost: number }>()

/** Groups that count as absent when they are empty, as clients send them that want none. */
export const BLANK_IS_ABSENT = z.registry<{ readonly blankIsAbsent: true }>()

/** An element that has to stand there: a value, a group or a list. `description` is one sentence. */
export function required<S extends z.ZodType>(schema: S, description: string): S {
  const field = schema.clone()
  NOTES.add(field, { description })
  return field
}

/** `default` is what it is where it is left out; absent where that depends on more. */
export function optional<S extends z.ZodType>(
  schema: S,
  description: string,
  notes: { readonly default?: string } = {},
): z.ZodExactOptional<S> {
  const field = schema.exactOptional()
  NOTES.add(field, { description, ...notes })
  return field
}

/** Elements of one name, at least one where the list is required. */
export function list<S extends z.ZodType>(schema: S, atMost: number): z.ZodArray<S> {
  const field = z.array(schema)
  MOST.add(field, { atMost })
  return field
}

/** The same group, which is absent also where it is empty. */
export function unlessBlank<S extends z.ZodObject>(schema: S): S {
  const group = schema.clone()
  BLANK_IS_ABSENT.add(group, { blankIsAbsent: true })
  return group
}

/** The schema of what stands in a field that may be left out. */
export function valueSchema(field: z.core.$ZodType): z.core.$ZodType {
  return field instanceof z.ZodExactOptional ? field.unwrap() : field
}

/** What a described field is where it is left out. */
export function defaultOf<S extends z.ZodType>(field: z.ZodExactOptional<S>): z.output<S> {
  return field.unwrap().parse(NOTES.get(field)?.default)
}
