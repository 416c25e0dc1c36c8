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
    'A secret is marked with _file_: instead of the variable, `<variable>_FILE` may name a file that holds its value, as',
    'container engines and systemd’s `LoadCredential` hand secrets over. One newline at its end is left out; both set, a',
    'file that can’t be read and an empty one stop the start.',
    '',
    '| variable | default | what it is |',
    '| --- | --- | --- |',
    ...rows.toSorted(),
    '',
  ].join('\n')
}

function row({ env, fallback, about, secret }: Setting<unknown>): string {
  const marked = secret ? `${about} (_file_)` : about
  return `| \`${env}\` | ${fallback === '' ? 'unset' : `\`${fallback}\``} | ${marked} |`
}
