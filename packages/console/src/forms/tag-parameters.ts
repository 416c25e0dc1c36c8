import type { z } from 'zod'
import type { tagListSchema } from '../../../server/src/api-schemas/tags.ts'

export type TagList = z.infer<typeof tagListSchema>
export type TagDescription = TagList['tags'][number]
export type Parameter = TagDescription['parameters'][number]
/** A parameter that has a value of its own. */
export type Field = Exclude<Parameter, { kind: 'group' } | { kind: 'off' }>

/** An element with the fields that are directly in it. */
export interface Group {
  /** With dots: `Transcode.Video`. */
  readonly name: string
  readonly description: string
  readonly fields: readonly Field[]
}

/** What can be filled in for a tag, element by element. */
export function groupsOf({ parameters }: TagDescription): readonly Group[] {
  const fields = parameters.filter((each): each is Field => each.kind !== 'group' && each.kind !== 'off')
  const groups = parameters.filter(({ kind }) => kind === 'group')
  return groups
    .map(({ name, description }) => ({
      name,
      description,
      fields: fields.filter((field) => parentOf(field.name) === name),
    }))
    .filter((group) => group.fields.length > 0)
}

const parentOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('.')))
export const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/** What a number may be, as people write it: `0–100 %`. */
export function rangeOf(field: Field): string {
  if (field.kind !== 'number') return ''
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, unit = '' } = field
  const from = minimum ?? exclusiveMinimum
  const to = maximum ?? exclusiveMaximum
  const least = exclusiveMinimum === undefined ? '≥' : '>'
  const most = exclusiveMaximum === undefined ? '≤' : '<'
  if (from !== undefined && to !== undefined) return `${from} – ${to} ${unit}`.trim()
  if (from !== undefined) return `${least} ${from} ${unit}`.trim()
  return to === undefined ? unit : `${most} ${to} ${unit}`.trim()
}
