import type { HeaderValues } from '../../transport.ts'

/** RFC 9110 §5.6.2, in lower case. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/
/** All but the tab; RFC 9110 §5.5 wants them replaced by spaces. */
const CONTROL = /[\0-\x08\x0a-\x1f\x7f]/g

/** The header fields of a response, with what can be understood of broken ones. */
export class HeaderFields {
  /** Lines that were added. */
  count = 0
  /** A field was written in a way that other programs may understand differently, or not at all. */
  doubtful = false
  readonly #values = new Map<string, string[]>()
  #last: string[] | undefined

  /** Adds a line; one that begins with a space or a tab continues the last value (obs-fold, RFC 9112 §5.2). */
  add(line: string): void {
    this.count += 1
    if (line.startsWith(' ') || line.startsWith('\t')) this.#continueLast(line)
    else this.#addField(line, line.indexOf(':'))
  }

  /** Returns the elements of a field that is a list, in lower case; `undefined` without the field. */
  list(name: string): readonly string[] | undefined {
    const values = this.#values.get(name)
    return values?.flatMap((value) => value.toLowerCase().split(',').map(trimBlanks))
  }

  /** Returns a value for a name that was sent once, and several for others. */
  toValues(): HeaderValues {
    const entries: [string, string | readonly string[]][] = []
    for (const [name, values] of this.#values) {
      const [only = ''] = values
      entries.push([name, values.length === 1 ? only : values])
    }
    // Defines the properties, so that a header named `__proto__` is one as well.
    return Object.fromEntries(entries)
  }

  #addField(line: string, colon: number): void {
    const rawName = line.slice(0, Math.max(colon, 0)).toLowerCase()
    const name = trimBlanks(rawName)
    if (!TOKEN.test(rawName)) this.doubtful = true
    this.#last = undefined
    if (name === '') return
    const value = this.#clean(line.slice(colon + 1))
    const values = this.#values.get(name)
    if (values) values.push(value)
    this.#last = values ?? [value]
    this.#values.set(name, this.#last)
  }

  #continueLast(line: string): void {
    this.doubtful = true
    const value = this.#last?.pop()
    if (value !== undefined) this.#last?.push(trimBlanks(`${value} ${this.#clean(line)}`))
  }

  #clean(value: string): string {
    const clean = value.replace(CONTROL, ' ')
    if (clean !== value) this.doubtful = true
    return trimBlanks(clean)
  }
}

/** Not `trim`, which also takes the no-break space of Latin-1, a byte of many letters in UTF-8. */
function trimBlanks(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start += 1
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
