import { shapeOf } from '../../../../server/src/job-requests/tag-shapes.ts'
import { isObject, type JsonObject } from '../../forms/elements.ts'
import { readValues, writeValues } from '../../forms/tag-values.ts'
import type { FormValues } from '../../forms/tag-form.tsx'
import type { TagDescription } from '../../forms/tag-parameters.ts'

/** The part of a tag's form that a template has: what is in its element, and nothing beside. */
export function templateTag(tag: TagDescription): TagDescription {
  const { block } = shapeOf(tag.tag)
  const parameters = tag.parameters.filter(({ name }) => name === block || name.startsWith(`${block}.`))
  return { ...tag, parameters }
}

/** What the form shows of the body of POST /template, which may have the parameters beside Name. */
export function readTemplate(tag: TagDescription, request: JsonObject): FormValues {
  const { block } = shapeOf(tag.tag)
  return readValues(templateTag(tag), tag.templateForm === 'flat' ? { [block]: request } : request)
}

/** Writes what was changed, and leaves everything else as it is. */
export function writeTemplate(tag: TagDescription, request: JsonObject, values: FormValues): JsonObject {
  const { block } = shapeOf(tag.tag)
  if (tag.templateForm !== 'flat') return writeValues(templateTag(tag), request, values)
  const written = writeValues(templateTag(tag), { [block]: request }, values)[block]
  return isObject(written) ? written : {}
}
