import { z } from 'zod'
import { elementOfJson } from '../../protocol/xml/elements-of-json.ts'
import { readXml } from '../../protocol/xml/read-xml.ts'
import type { XmlElement } from '../../protocol/xml/xml.ts'

const ROOT = 'Request'

/** A body of the protocol: `call` is the call whose it is. */
export const elementBody = (call: string) =>
  z.union([z.string(), z.record(z.string(), z.json())]).meta({
    description: `The body of ${call} of the protocol: as XML in a text, or as an object whose members are the elements.`,
  })

/** Throws the protocol's error for what is no XML, or can't stand for some. */
export function readElement(request: z.output<ReturnType<typeof elementBody>>): XmlElement {
  if (typeof request === 'string') return readXml(new TextEncoder().encode(request))
  const [[name, only] = [], ...others] = Object.entries(request)
  // Some write the root, as the XML has it.
  const isWhole = name === ROOT && others.length === 0 && only !== undefined
  return elementOfJson(ROOT, isWhole ? only : request)
}
