import { CALLBACK_SHAPES } from '../../protocol/callbacks/callback-shapes.ts'
import { writeJson } from '../../protocol/xml/write-json.ts'
import type { XmlNode } from '../../protocol/xml/xml.ts'

/** Elements of the protocol as in a callback in JSON. */
export function jsonOf(nodes: readonly XmlNode[]): Record<string, unknown> {
  const value: unknown = JSON.parse(writeJson(nodes, CALLBACK_SHAPES.native, 'Operation'))
  return Object.fromEntries(Object.entries(value ?? {}))
}
