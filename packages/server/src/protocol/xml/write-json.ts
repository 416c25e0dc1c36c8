import type { XmlNode } from './xml.ts'

/** What JSON needs beyond the elements. An element is named with its parent: `OutputFile.ObjectName`. */
export interface JsonShape {
  /** Always arrays. Others are arrays when they repeat. */
  readonly lists: ReadonlySet<string>
  /** Written as the number or boolean of their text. All other text is a string. */
  readonly literals: ReadonlySet<string>
  /**
   * Whether empty values are written: a text as `""`, a list as `[]`, a container as `{}`. Otherwise they are left
   * out.
   */
  readonly keepsEmpty: boolean
}

type Content = XmlNode[1]

/** Returns the JSON of the children of `parent`, by default the root, in their order. */
export function writeJson(nodes: readonly XmlNode[], shape: JsonShape, parent = 'Response'): string {
  const members: string[] = []
  for (const [name, contents] of groupByName(nodes, shape)) {
    const at = `${parent}.${name}`
    const isList = shape.lists.has(at)
    // In XML an empty list is an element without content.
    const values = isList ? contents.filter((content) => content !== '') : contents
    const written = values.map((content) =>
      typeof content === 'string'
        ? writeText(content, shape.literals.has(at))
        : writeJson(content, shape, name),
    )
    const isArray = isList || written.length > 1
    members.push(`${JSON.stringify(name)}:${isArray ? `[${written.join(',')}]` : written.join('')}`)
  }
  return `{${members.join(',')}}`
}

/** A Map keeps the order even of names that an object would reorder or drop, such as `__proto__`. */
function groupByName(nodes: readonly XmlNode[], { keepsEmpty }: JsonShape): Map<string, Content[]> {
  const groups = new Map<string, Content[]>()
  for (const [name, content] of nodes) {
    if (content.length === 0 && !keepsEmpty) continue
    const group = groups.get(name)
    if (group) group.push(content)
    else groups.set(name, [content])
  }
  return groups
}

const LITERAL = /^(?:-?(?:0|[1-9]\d*)(?:\.\d+)?|true|false)$/

function writeText(text: string, isLiteral: boolean): string {
  return isLiteral && LITERAL.test(text) ? text : JSON.stringify(text)
}
