import type { CallbackFields, CallbackValue } from './callback-fields.ts'
import type { AnyShape, ContainerShape } from './field-shapes.ts'
import { isList, unexpected } from './read-fields.ts'

/**
 * Checks each field that the shape declares and passes all others on unchanged, so that fields of newer senders are
 * kept. Throws CallbackFormatError for a field of another shape.
 */
export function readShaped(fields: CallbackFields, shape: ContainerShape): CallbackFields {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const read = Object.hasOwn(shape, name) ? readValue(value, shape[name], name) : value
      return read === undefined ? [] : [[name, read]]
    }),
  )
}

function readValue(
  value: CallbackValue | undefined,
  shape: AnyShape | undefined,
  name: string,
): CallbackValue | undefined {
  if (value === undefined || shape === undefined) return value
  if (shape === 'text') {
    if (typeof value !== 'string') throw unexpected(`${name} is not text`)
    return value
  }
  if (isListShape(shape)) {
    if (!isList(value)) throw unexpected(`${name} is not a list`)
    const items = value.map((one) => readValue(one, shape[0], name)).filter((one) => one !== undefined)
    return items.length === 0 ? undefined : items
  }
  // An element that has only a line break is an empty container in pretty-printed XML.
  if (typeof value === 'string' && value.trim() === '') return undefined
  if (typeof value === 'string' || isList(value)) throw unexpected(`${name} is not a container`)
  return readShaped(value, shape)
}

const isListShape = (shape: AnyShape): shape is Extract<AnyShape, readonly unknown[]> => Array.isArray(shape)
