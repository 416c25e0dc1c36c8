import { readXml } from '../../../packages/server/src/protocol/xml/read-xml.ts'
import type { XmlElement } from '../../../packages/server/src/protocol/xml/xml.ts'

/** The path of each element of an XML text, in their order; of siblings with one name those of the first. */
export function xmlShape(text: string): readonly string[] {
  return readXml(new TextEncoder().encode(text)).children.filter(isFirst).flatMap(elementShape)
}

function elementShape({ name, children }: XmlElement): readonly string[] {
  return [
    name,
    ...children
      .filter(isFirst)
      .flatMap(elementShape)
      .map((path) => `${name}/${path}`),
  ]
}

function isFirst({ name }: XmlElement, index: number, all: readonly XmlElement[]): boolean {
  return all.findIndex((other) => other.name === name) === index
}

/** The same of a JSON text: the name of an array ends with `[]`, and its first member stands for all. */
export function jsonShape(text: string): readonly string[] {
  return valueShape(JSON.parse(text))
}

function valueShape(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    const name = Array.isArray(child) ? `${key}[]` : key
    const first: unknown = Array.isArray(child) ? child[0] : child
    return [name, ...valueShape(first).map((path) => `${name}/${path}`)]
  })
}
