import type { JsonValue } from '../../base/json.ts'
import { ProtocolError } from '../errors.ts'
import type { XmlElement } from './xml.ts'

const MAX_DEPTH = 64
const NAME = /^[A-Za-z_][\w.-]*$/

/**
 * Returns the element that stands for an object of JSON: each member is a child, each entry of an array a child of
 * that name, and `null` is nothing. Throws InvalidContent.
 */
export function elementOfJson(name: string, value: JsonValue, depth = 0): XmlElement {
  if (!NAME.test(name)) throw invalid(`${JSON.stringify(name)} is no name of an element`)
  if (depth >= MAX_DEPTH) throw invalid(`elements nested deeper than ${MAX_DEPTH}`)
  if (typeof value !== 'object') return { name, text: String(value), children: [] }
  if (value === null) return { name, text: '', children: [] }
  if (Array.isArray(value)) throw invalid(`${name} is a list in a list`)
  return {
    name,
    text: '',
    children: Object.entries(value).flatMap(([member, inner]: [string, JsonValue]) =>
      (Array.isArray(inner) ? inner : [inner])
        .filter((entry: JsonValue) => entry !== null)
        .map((entry: JsonValue) => elementOfJson(member, entry, depth + 1)),
    ),
  }
}

function invalid(reason: string): ProtocolError {
  return new ProtocolError('InvalidContent', `The JSON of the request can't be read: ${reason}.`)
}
