import { t } from '../../i18n/language.ts'
import { kindsOf, prefixOf } from './start-node.ts'

/** The kinds of objects that start runs: `Audio, .pcm`. Empty: every object does. */
export function describeKinds(topology: unknown): string {
  const { labels, extensions } = kindsOf(topology)
  return [...labels.map((label) => t(label)), ...extensions].join(', ')
}

/** What starts a run, in a line: `calls/ · Audio`. */
export function describeStart(topology: unknown): string {
  const prefix = prefixOf(topology) || t('workflows.wholeBucket')
  const kinds = describeKinds(topology)
  return kinds === '' ? prefix : `${prefix} · ${kinds}`
}
