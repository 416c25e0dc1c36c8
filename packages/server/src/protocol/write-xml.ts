import type { XmlNode } from './xml.ts'

/** The prolog that the protocol puts before errors and listings, and before nothing else. */
export const XML_PROLOG = "<?xml version='1.0' encoding='utf-8' ?>"

/** Writes the tree without any white space between or inside elements: some clients keep it as part of a value. */
export function writeXml(node: XmlNode): string {
  const [name, content] = node
  const inner = typeof content === 'string' ? escapeText(content) : content.map(writeXml).join('')
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`
}

const NEEDS_ESCAPE = /[<>&\r]|[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** XML 1.0 has no spelling at all for most control characters: they become U+FFFD rather than a broken document. */
function escapeText(text: string): string {
  return text.replace(NEEDS_ESCAPE, (character) => {
    if (character === '<') return '&lt;'
    if (character === '>') return '&gt;'
    if (character === '&') return '&amp;'
    if (character === '\r') return '&#13;'
    return '\uFFFD'
  })
}
