import { inAlphabeticalOrder } from './show-operation.ts'
import type { XmlNode } from '../protocol/xml.ts'
import type { ShowOrder } from './tag.ts'

interface Values {
  readonly [name: string]: string | Values | undefined
}

/** What was sent, under its own names: a response in the order of the parameters, a callback by the alphabet. */
export function showValues(values: Values, order: ShowOrder): readonly XmlNode[] {
  const nodes = Object.entries(values).flatMap(([name, value]): XmlNode[] => {
    if (value === undefined) return []
    return [[name, typeof value === 'string' ? value : showValues(value, order)]]
  })
  return order === 'callback' ? inAlphabeticalOrder(nodes) : nodes
}
