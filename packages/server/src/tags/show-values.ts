import type { XmlNode } from '../protocol/xml/xml.ts'

interface Values {
  readonly [name: string]: string | Values | undefined
}

/** What was sent, under its own names. */
export function showValues(values: Values): readonly XmlNode[] {
  return Object.entries(values).flatMap(([name, value]): XmlNode[] => {
    if (value === undefined) return []
    return [[name, typeof value === 'string' ? value : showValues(value)]]
  })
}
