import { settingListSchema } from '../../api-schemas/settings.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { writePage } from '../format/record-table.ts'
import { readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'

export const settings: Command = {
  summary: 'show the settings of a service: values in effect, where they are from, no secrets',
  usage: '[TEXT] [--changed]',
  options: [
    'TEXT               those that have this in their name or meaning',
    '--changed          without those that have their defaults',
  ],
  examples: ['lemnis settings', 'lemnis settings callback --changed'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, { ...SERVICE_OPTIONS, changed: { type: 'boolean' } })
    const wanted = positionals.join(' ').toLowerCase()
    const answer = await connect(context, values).get(settingListSchema, 'settings')
    const rows = answer.settings
      .filter(({ isSet }) => isSet || !values.changed)
      .filter(({ name, about }) => `${name} ${about}`.toLowerCase().includes(wanted))
    if (values.json) printJson(context.terminal, { settings: rows })
    else
      writePage(context, {
        rows: rows.map((row) => ({ ...row, value: shownValue(row) })),
        columns: [
          { title: 'NAME', field: 'name' },
          { title: 'VALUE', field: 'value', shrinkTo: 12 },
          { title: 'FROM', field: 'origin' },
          { title: 'MEANING', field: 'about', shrinkTo: 20 },
        ],
        none: 'No setting is like that.',
      })
    return 0
  },
}

function shownValue({
  isSecret,
  isSet,
  value,
}: {
  isSecret: boolean
  isSet: boolean
  value: string | null
}): string {
  if (isSecret) return isSet ? 'set' : 'not set'
  return value ?? 'unset'
}
