import { isObject, textAt } from '../../forms/elements.ts'
import type { MessageKey } from '../../i18n/language.ts'

/** Where in a topology the objects are described that start runs. */
export const INPUT = ['Nodes', 'Start', 'Input'] as const
const FILTER = [...INPUT, 'ExtFilter']

/** The kinds that a filter can choose, with their elements. */
export const KINDS: readonly (readonly [name: string, label: MessageKey])[] = [
  ['Audio', 'editor.audio'],
  ['Video', 'editor.video'],
  ['Image', 'editor.image'],
]

/** The prefix whose uploads start runs; empty: that of all objects. The service takes a slash in front for none. */
export function prefixOf(topology: unknown): string {
  return textIn(topology, [...INPUT, 'ObjectPrefix']).replace(/^\//, '')
}

interface Kinds {
  readonly labels: readonly MessageKey[]
  /** Each with its dot. */
  readonly extensions: readonly string[]
}

/** The kinds and extensions that start runs; none: every object does. */
export function kindsOf(topology: unknown): Kinds {
  const filter = (name: string): string => textIn(topology, [...FILTER, name])
  if (filter('State') !== 'On' || filter('AllFile') === 'true') return { labels: [], extensions: [] }
  const extensions = filter('Custom') === 'true' ? filter('CustomExts').split('/') : []
  return {
    labels: KINDS.filter(([name]) => filter(name) === 'true').map(([, label]) => label),
    extensions: extensions.map((extension) => `.${extension.replace(/^\./, '')}`),
  }
}

const textIn = (topology: unknown, path: readonly string[]): string =>
  isObject(topology) ? textAt(topology, path) : ''
