import type { XmlNode } from '../../../packages/server/src/protocol/xml/xml.ts'

/** An element that can be corrupted: its texts are markup, valid or not. */
export interface Tree {
  name: string
  attributes: string
  /** Written as `<name/>` when there is nothing inside. */
  children: (Tree | string)[]
}

export function treeOf([name, content]: XmlNode): Tree {
  const children = typeof content === 'string' ? [escaped(content)] : content.map(treeOf)
  return { name, attributes: '', children }
}

export function written({ name, attributes, children }: Tree): string {
  if (children.length === 0) return `<${name}${attributes}/>`
  const inner = children.map((child) => (typeof child === 'string' ? child : written(child))).join('')
  return `<${name}${attributes}>${inner}</${name}>`
}

/** All elements, the root first. */
export function elementsOf(tree: Tree): [Tree, ...Tree[]] {
  return [tree, ...tree.children.flatMap((child) => (typeof child === 'string' ? [] : elementsOf(child)))]
}

export function copyOf(tree: Tree): Tree {
  return structuredClone(tree)
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
