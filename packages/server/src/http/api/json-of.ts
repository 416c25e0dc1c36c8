import { CALLBACK_SHAPES } from '../../protocol/callbacks/callback-shapes.ts'
import { writeJson, type JsonShape } from '../../protocol/xml/write-json.ts'
import type { XmlNode } from '../../protocol/xml/xml.ts'

/** Elements of the protocol as in a callback in JSON. */
export function jsonOf(nodes: readonly XmlNode[]): Record<string, unknown> {
  return parse(writeJson(nodes, CALLBACK_SHAPES.native, 'Operation'))
}

/** As requests take them: every value is a text, and what stands once is no list. */
const AS_SENT: JsonShape = { lists: new Set(), literals: new Set(), keepsEmpty: false }

/** Elements of a request as an object. */
export function elementsOf(nodes: readonly XmlNode[]): Record<string, unknown> {
  return parse(writeJson(nodes, AS_SENT))
}

function parse(json: string): Record<string, unknown> {
  const value: unknown = JSON.parse(json)
  return Object.fromEntries(Object.entries(value ?? {}))
}
