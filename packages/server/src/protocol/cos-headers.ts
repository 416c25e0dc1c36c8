import type { XmlNode } from './xml/xml.ts'

/** A header of the object that started a run of a workflow. */
export interface CosHeader {
  readonly key: string
  readonly value: string
}

export function cosHeaderNodes(headers: readonly CosHeader[] = []): readonly XmlNode[] {
  return headers.map(({ key, value }): XmlNode => [
    'CosHeaders',
    [
      ['Key', key],
      ['Value', value],
    ],
  ])
}
