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
  const invalidHere = (reason: string): ProtocolError => invalidXml(`${reason} (${placeOf(parser)})`)
  parser.on('error', (error) => {
    const at = isAtEnd(error) ? loneAmpersand(source) : undefined
    throw at === undefined
      ? invalidHere(reasonOf(error))
      : invalidXml(`an & that begins no entity is written &amp; (${placeAt(source, at)})`)
  })
  parser.on('doctype', () => {
    throw invalidHere('a DOCTYPE is not allowed')
  })
  parser.on('opentag', (tag) => {
    count += 1
    if (count > MAX_ELEMENTS) throw invalidHere(`more than ${MAX_ELEMENTS} elements`)
    if (open.length >= MAX_DEPTH) throw invalidHere(`elements nested deeper than ${MAX_DEPTH}`)
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

/** Where the last character stands that was read. The parser's column is that behind it, counted from 0. */
function placeOf({ line, column }: Pick<SaxesParser, 'line' | 'column'>): string {
  return `line ${line}, column ${Math.max(column, 1)}`
}

/** The parser takes what follows an ampersand for the name of an entity, and may look for its end to that of the document. */
const isAtEnd = ({ message }: Error): boolean => /^(unclosed tag|unexpected end)/.test(message)

/** Where the ampersand stands whose entity does not end. */
function loneAmpersand(source: string): number | undefined {
  const at = source.indexOf('&', source.lastIndexOf(';') + 1)
  const isMarkup = source.lastIndexOf('<!', at) > source.lastIndexOf('-->', at)
  return at < 0 || isMarkup ? undefined : at
}

function placeAt(source: string, at: number): string {
  const lines = source.slice(0, at).split(/\r\n|\r|\n/)
  return `line ${lines.length}, column ${Array.from(lines.at(-1) ?? '').length + 1}`
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
