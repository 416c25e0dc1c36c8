/** Elements by name, for the JSON of a request. */
export interface Elements {
  readonly [name: string]: string | Elements | readonly (string | Elements)[]
}

/** A text is no parameter; the message is a sentence for its user. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError'
}

const NAME = /^[A-Za-z]\w*$/

/**
 * Reads `Video.Width=640` and the like as nested elements, below those of `base`, which they override. Throws
 * ParameterError.
 */
export function readParameters(option: string, texts: readonly string[], base: Elements = {}): Elements {
  let elements = base
  const seen = new Set<string>()
  for (const text of texts) {
    const at = text.indexOf('=')
    const names = text.slice(0, Math.max(0, at)).split('.')
    if (!names.every((name) => NAME.test(name)))
      throw new ParameterError(
        `--${option} is NAME=VALUE, such as Format=mp3 or Video.Width=640, not "${text}".`,
      )
    const path = names.join('.')
    if (seen.has(path)) throw new ParameterError(`--${option} ${path} is given twice.`)
    seen.add(path)
    elements = withElement(elements, names, text.slice(at + 1))
  }
  return elements
}

/** Returns `elements` with a value at a path. */
export function withElement(elements: Elements, names: readonly string[], value: string): Elements {
  const [name = '', ...rest] = names
  if (rest.length === 0) return { ...elements, [name]: value }
  const inner = elements[name]
  return { ...elements, [name]: withElement(isElements(inner) ? inner : {}, rest, value) }
}

/** The value at a path; `undefined` when there is none. */
export function elementAt(elements: Elements, names: readonly string[]): Elements[string] | undefined {
  const [name = '', ...rest] = names
  const inner = elements[name]
  if (rest.length === 0) return inner
  return isElements(inner) ? elementAt(inner, rest) : undefined
}

export function isElements(value: Elements[string] | undefined): value is Elements {
  return typeof value === 'object' && !Array.isArray(value)
}
