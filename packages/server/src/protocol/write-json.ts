import type { XmlNode } from './xml.ts'

/**
 * The JSON spelling of what the root element holds: its children become the keys, in their order. All values are
 * strings; what is empty in XML is left out; siblings of one name become an array, and those in `arrays` are one
 * even when alone.
 */
export function writeJson(nodes: readonly XmlNode[], arrays: ReadonlySet<string>): string {
  const members: string[] = []
  for (const [name, values] of groupByName(nodes)) {
    const key = JSON.stringify(name)
    const written = values.map((content) =>
      typeof content === 'string' ? JSON.stringify(content) : writeJson(content, arrays),
    )
    const many = written.length > 1 || arrays.has(name)
    members.push(`${key}:${many ? `[${written.join(',')}]` : written.join('')}`)
  }
  return `{${members.join(',')}}`
}

/** A Map keeps the order even of names that an object would move or swallow, such as `__proto__`. */
function groupByName(nodes: readonly XmlNode[]): Map<string, XmlNode[1][]> {
  const groups = new Map<string, XmlNode[1][]>()
  for (const [name, content] of nodes) {
    if (content.length === 0) continue
    const group = groups.get(name)
    if (group) group.push(content)
    else groups.set(name, [content])
  }
  return groups
}
