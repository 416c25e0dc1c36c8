import { textAt, withText, type JsonObject } from './elements.ts'
import type { FormValues } from './tag-form.tsx'
import { groupsOf, type TagDescription } from './tag-parameters.ts'

/** What the form of a tag shows of an Operation, or of the body of a template. */
export function readValues(tag: TagDescription, elements: JsonObject): FormValues {
  const named = fieldsOf(tag).map((name) => [name, textAt(elements, name.split('.'))] as const)
  return Object.fromEntries(named.filter(([, text]) => text !== ''))
}

/** Writes what was changed in the form, and leaves everything else as it is. */
export function writeValues(tag: TagDescription, elements: JsonObject, values: FormValues): JsonObject {
  return fieldsOf(tag).reduce((before, name) => {
    const path = name.split('.')
    const text = values[name] ?? ''
    return text === textAt(before, path) ? before : withText(before, path, text)
  }, elements)
}

function fieldsOf(tag: TagDescription): readonly string[] {
  return groupsOf(tag).flatMap(({ fields }) => fields.map(({ name }) => name))
}
