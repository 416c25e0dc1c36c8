import { readXml } from '../../protocol/xml/read-xml.ts'
import type { XmlElement } from '../../protocol/xml/xml.ts'
import type { Fields } from './tag-sample.ts'

/** The texts in some XML by the paths of their elements. */
export function textFields(xml: string): Fields {
  return Object.fromEntries(fieldsBelow(readXml(new TextEncoder().encode(`<Fields>${xml}</Fields>`)), ''))
}

function fieldsBelow({ children }: XmlElement, prefix: string): readonly (readonly [string, string])[] {
  return children.flatMap((child) =>
    child.children.length === 0
      ? [[prefix + child.name, child.text] as const]
      : fieldsBelow(child, `${prefix}${child.name}.`),
  )
}
