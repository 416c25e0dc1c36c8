import { isUtf8 } from 'node:buffer'
import { SaxesParser } from 'saxes'
import { ProtocolError } from '../errors.ts'
import type { XmlElement } from './xml.ts'

export const XML_MAX_BYTES = 1024 * 1024
const MAX_DEPTH = 64
/** Far above any documented request; prevents a body of a million empty elements from filling the heap. */
const MAX_ELEMENTS = 100_000

interface OpenElement {
  name: string
  text: string
  children: XmlElement[]
}

/**
 * Reads a document and returns its root. Throws InvalidContent if it is not well-formed, not UTF-8, deeper than 64,
 * larger than 1 MiB, or has a DOCTYPE. Only the five entities of XML itself are expanded.
 */
export function readXml(body: Uint8Array): XmlElement {
  if (body.byteLength > XML_MAX_BYTES) throw invalidXml(`larger than ${XML_MAX_BYTES} bytes`)
  const source = decodeUtf8(body)
  const parser = new SaxesParser({ xmlns: false, position: false })
  const open: OpenElement[] = []
  let root: XmlElement | undefined
  let count = 0
  parser.on('error', (error) => {
    throw invalidXml(reasonOf(error))
  })
  parser.on('doctype', () => {
    throw invalidXml('a DOCTYPE is not allowed')
  })
  parser.on('opentag', (tag) => {
    count += 1
    if (count > MAX_ELEMENTS) throw invalidXml(`more than ${MAX_ELEMENTS} elements`)
    if (open.length >= MAX_DEPTH) throw invalidXml(`elements nested deeper than ${MAX_DEPTH}`)
    open.push({ name: tag.name, text: '', children: [] })
  })
  const addText = (text: string): void => {
    const top = open.at(-1)
    if (top) top.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const element = open.pop()
    if (!element) return
    const parent = open.at(-1)
    if (parent) parent.children.push(element)
    else root = element
  })
  parser.write(source).close()
  if (!root) throw invalidXml('there is no root element')
  return root
}

/** The parser's message for an unknown entity reads like a fault of this service. */
function reasonOf({ message }: Error): string {
  const reason = message.replace(/\.$/, '')
  return reason === 'undefined entity' ? 'it has an entity that is none of the five of XML itself' : reason
}

/** The parser drops a byte order mark. */
function decodeUtf8(body: Uint8Array): string {
  if (!isUtf8(body)) throw invalidXml('it is not valid UTF-8')
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
}

function invalidXml(reason: string): ProtocolError {
  return new ProtocolError('InvalidContent', `The XML of the request can't be read: ${reason}.`)
}
