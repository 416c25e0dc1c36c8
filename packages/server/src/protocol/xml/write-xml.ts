import type { XmlNode } from './xml.ts'

/** The prolog that the protocol writes before errors and listings only. */
export const XML_PROLOG = "<?xml version='1.0' encoding='utf-8' ?>"

/** Writes the tree without white space between or inside elements: some clients keep it as part of a value. */
export function writeXml([name, content]: XmlNode): string {
  let inner = ''
  if (typeof content === 'string') inner = escapeText(content)
  else for (const child of content) inner += writeXml(child)
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`
}

/** Most text is plain, and this check is far cheaper than a search for escapes in all of Unicode. */
const PLAIN = /^[\x20-\x25\x27-\x3b\x3d\x3f-\x7e]*$/
const NEEDS_ESCAPE = /[<>&\r]|[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu

/** XML 1.0 can't represent most control characters: they become U+FFFD rather than a broken document. */
function escapeText(text: string): string {
  if (PLAIN.test(text)) return text
  return text.replace(NEEDS_ESCAPE, (character) => {
    if (character === '<') return '&lt;'
    if (character === '>') return '&gt;'
    if (character === '&') return '&amp;'
    if (character === '\r') return '&#13;'
    return '\uFFFD'
  })
}
