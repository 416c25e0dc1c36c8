/** An element as it was read: attributes are not part of the protocol and are dropped. */
export interface XmlElement {
  readonly name: string
  /** All text directly inside, with entities resolved and outer white space kept. */
  readonly text: string
  readonly children: readonly XmlElement[]
}

/**
 * An element to write: its name and either its text or its children, in order. The same tree is written as XML
 * (`write-xml.ts`) and as JSON (`write-json.ts`).
 */
export type XmlNode = readonly [name: string, content: string | readonly XmlNode[]]

/** Returns an element with a text, or none if there is no value. */
export function optionalText(name: string, value: string | undefined): readonly XmlNode[] {
  return value === undefined ? [] : [[name, value]]
}

/** Returns the first child called `name`. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name)
}

/** Returns all children called `name`: the protocol's form of an array. */
export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((candidate) => candidate.name === name)
}

/** Returns the trimmed text of the first child called `name`; `undefined` if it is absent or empty. */
export function childText(element: XmlElement, name: string): string | undefined {
  const text = child(element, name)?.text.trim()
  return text === '' ? undefined : text
}

/** Returns an element of a request as a response shows it. */
export function elementNode({ name, text: content, children }: XmlElement): XmlNode {
  return [name, children.length > 0 ? children.map(elementNode) : content.trim()]
}
