import { CallbackFormatError } from './callback-format-error.ts'
import { NodeBudget } from './limits.ts'

// A small XML parser for callbacks: elements, text, references, CDATA. Comments, processing instructions and attributes
// are checked and skipped. A DOCTYPE is rejected, so no entity is expanded or fetched. It keeps the package free of
// dependencies. The tests compare it with a complete parser: whatever it accepts, that parser reads alike.

export interface XmlElement {
  readonly name: string
  /** All text directly inside the element, with references resolved and white space kept. */
  text: string
  readonly children: XmlElement[]
}

const START = String.raw`:A-Z_a-z\xC0-\xD6\xD8-\xF6\xF8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}`
/** Of bounded length: a name of megabytes would overflow the stack of the regular expression. */
const NAME = new RegExp(String.raw`[${START}][${START}\-.0-9\xB7\u0300-\u036F\u203F\u2040]{0,255}`, 'uy')
const SPACE = /[ \t\n]*/y
const DECLARATION =
  /<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*(["'])1\.\d+\1(?:[ \t\n]+encoding[ \t\n]*=[ \t\n]*(["'])[A-Za-z][\w.-]*\2)?(?:[ \t\n]+standalone[ \t\n]*=[ \t\n]*(["'])(?:yes|no)\3)?[ \t\n]*\?>/y
const REFERENCE = /&(?:#(\d{1,10})|#x([\dA-Fa-f]{1,8})|([a-z]{2,4}));/y
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u
const ENTITIES = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])

/** @throws CallbackFormatError when `source` is not one well-formed document within the limits. */
export function readXml(source: string): XmlElement {
  if (FORBIDDEN.test(source)) throw malformed('a character that XML does not allow')
  return new XmlReader(source.replace(/\r\n?/g, '\n')).read()
}

class XmlReader {
  readonly #source: string
  readonly #budget = new NodeBudget()
  readonly #open: XmlElement[] = []
  #root: XmlElement | undefined
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  read(): XmlElement {
    this.#match(DECLARATION)
    while (this.#at < this.#source.length) {
      if (this.#skip('</')) this.#closeTag()
      else if (this.#skip('<!--')) this.#comment()
      else if (this.#skip('<![CDATA[')) this.#cdata()
      else if (this.#skip('<?')) this.#instruction()
      else if (this.#skip('<!')) throw malformed('a DOCTYPE or another declaration')
      else if (this.#skip('<')) this.#openTag()
      else this.#text()
    }
    if (!this.#root) throw malformed('there is no root element')
    if (this.#open.length > 0) throw malformed('an element is not closed')
    return this.#root
  }

  #openTag(): void {
    const element = { name: this.#name(), text: '', children: [] }
    this.#attributes()
    const empty = this.#skip('/')
    if (!this.#skip('>')) throw malformed('a tag that does not end')
    this.#budget.take(this.#open.length + 1)
    const parent = this.#open.at(-1)
    if (parent) parent.children.push(element)
    else if (this.#root) throw malformed('a second root element')
    else this.#root = element
    if (!empty) this.#open.push(element)
  }

  #attributes(): void {
    const seen = new Set<string>()
    for (;;) {
      const space = this.#space()
      if (this.#at === this.#source.length || '/>'.includes(this.#source.charAt(this.#at))) return
      const name = this.#name()
      if (space === '' || seen.has(name)) throw malformed('attributes that are none')
      seen.add(name)
      this.#space()
      if (!this.#skip('=')) throw malformed('an attribute without a value')
      this.#space()
      const quote = this.#skip('"') ? '"' : this.#skip("'") ? "'" : undefined
      if (quote === undefined) throw malformed('an attribute without quotes')
      const value = this.#until(quote)
      if (value.includes('<')) throw malformed('"<" in an attribute')
      resolveReferences(value)
    }
  }

  #closeTag(): void {
    const name = this.#name()
    this.#space()
    if (!this.#skip('>') || this.#open.pop()?.name !== name) throw malformed('a tag that closes nothing')
  }

  #text(): void {
    const next = this.#source.indexOf('<', this.#at)
    const raw = this.#source.slice(this.#at, next === -1 ? undefined : next)
    this.#at += raw.length
    const parent = this.#open.at(-1)
    if (!parent && /[^ \t\n]/.test(raw)) throw malformed('text outside of the root element')
    if (raw.includes(']]>')) throw malformed('"]]>" in text')
    if (parent) parent.text += resolveReferences(raw)
  }

  #cdata(): void {
    const parent = this.#open.at(-1)
    if (!parent) throw malformed('text outside of the root element')
    parent.text += this.#until(']]>')
  }

  #comment(): void {
    const comment = this.#until('-->')
    if (comment.includes('--') || comment.endsWith('-')) throw malformed('"--" in a comment')
  }

  #instruction(): void {
    const name = this.#name()
    const rest = this.#until('?>')
    if (name.toLowerCase() === 'xml' || !/^(?:[ \t\n]|$)/.test(rest)) throw malformed('a misplaced "<?"')
  }

  #name(): string {
    const name = this.#match(NAME)
    if (name === undefined) throw malformed('a name that is none')
    return name
  }

  #space(): string {
    return this.#match(SPACE) ?? ''
  }

  #until(end: string): string {
    const to = this.#source.indexOf(end, this.#at)
    if (to === -1) throw malformed(`no "${end}" where one is due`)
    const between = this.#source.slice(this.#at, to)
    this.#at = to + end.length
    return between
  }

  #skip(text: string): boolean {
    const here = this.#source.startsWith(text, this.#at)
    if (here) this.#at += text.length
    return here
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#source)?.[0]
    this.#at += match?.length ?? 0
    return match
  }
}

/** Resolves one after the other: `replace` would first find all matches, also in a body of megabytes of "&". */
function resolveReferences(raw: string): string {
  let text = ''
  let from = 0
  for (let at = raw.indexOf('&'); at !== -1; at = raw.indexOf('&', from)) {
    REFERENCE.lastIndex = at
    const [whole = '', decimal, hex, name] = REFERENCE.exec(raw) ?? []
    text += raw.slice(from, at) + characterOf(decimal, hex, name)
    from = at + whole.length
  }
  return from === 0 ? raw : text + raw.slice(from)
}

function characterOf(decimal?: string, hex?: string, name = ''): string {
  const entity = ENTITIES.get(name)
  if (entity !== undefined) return entity
  const codePoint = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal)
  // NaN fails the comparison, too.
  if (!(codePoint <= 0x10ffff)) throw malformed('a reference that is none')
  const character = String.fromCodePoint(codePoint)
  if (FORBIDDEN.test(character)) throw malformed('a reference to a character that XML does not allow')
  return character
}

function malformed(what: string): CallbackFormatError {
  return new CallbackFormatError('malformed', `the XML can't be read: ${what}`)
}
