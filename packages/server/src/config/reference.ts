import type { ReadSetting, Setting } from '../base/settings.ts'
import { readRooms } from './read-settings.ts'

/** The settings reference of the documentation, one row for each variable. */
export function settingsReference(): string {
  const rows: string[] = []
  const read: ReadSetting = (setting) => {
    rows.push(row(setting))
    return setting.parse(setting.fallback)
  }
  readRooms(read)
  return [
    '# Settings',
    '',
    'Every setting is an environment variable. An empty one counts as unset; one that can’t be used stops the start',
    'with a sentence that says why. This page is generated: `npm run docs`.',
    '',
    '| variable | default | what it is |',
    '| --- | --- | --- |',
    ...rows.toSorted(),
    '',
  ].join('\n')
}

function row({ env, fallback, about }: Setting<unknown>): string {
  return `| \`${env}\` | ${fallback === '' ? 'unset' : `\`${fallback}\``} | ${about} |`
}
