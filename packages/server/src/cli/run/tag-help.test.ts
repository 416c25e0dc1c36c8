import { expect, test } from 'vitest'
import type { TagParameter } from '../command.ts'
import { tagHelp } from './tag-help.ts'

const PARAMETERS: readonly TagParameter[] = [
  { name: 'Snapshot', kind: 'group', values: '', required: true, description: 'Which pictures are taken.' },
  { name: 'Snapshot.Count', kind: 'value', values: 'whole number', required: true, description: 'How many.' },
  {
    ...{ name: 'Snapshot.Mode', kind: 'value', values: 'Interval, Average', required: false },
    ...{ default: 'Interval', description: 'When.' },
  },
  {
    name: 'Snapshot.Roi',
    kind: 'off',
    values: 'none',
    required: false,
    description: 'Not implemented here.',
  },
  {
    name: 'Beside',
    kind: 'group',
    values: 'at most 3 times',
    required: false,
    description: 'Another group.',
  },
]

test('parameters are named as they are typed, with what they may be', () => {
  expect(tagHelp('Snapshot', PARAMETERS)).toBe(
    'lemnis run Snapshot — its parameters. What IN and -o say need not be set.\n\n' +
      '--set NAME=VALUE\n' +
      '  Count  How many. (required; whole number)\n' +
      '  Mode   When. (Interval, Average; default Interval)\n\n' +
      '--set-operation NAME=VALUE\n' +
      '  Beside  Another group. (at most 3 times)\n',
  )
  expect(tagHelp('MediaInfo', [])).toBe('MediaInfo has no parameters.\n')
})
