import { rotationSchema, secretListSchema, type SigningKeyJson } from '../../api-schemas/secrets.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { assertNoPositionals, readArguments, readInteger, SERVICE_OPTIONS } from '../read-arguments.ts'
import { formatTable, type Column } from '../format/text-table.ts'

const COLUMNS: readonly Column<SigningKeyJson>[] = [
  { title: 'ID', value: ({ id }) => String(id) },
  { title: 'MADE', value: ({ createdAt }) => createdAt },
  { title: 'RETIRES', value: ({ retiresAt }) => retiresAt ?? '' },
]

const NONE = 'LEMNIS_WEBHOOK_SECRET names the keys that sign callbacks, so that the service keeps none.\n'

export const secretsList: Command = {
  summary: 'show the ids and ages of the keys that sign callbacks, never the keys',
  usage: '',
  options: [],
  examples: ['lemnis secrets list'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    assertNoPositionals(positionals)
    const answer = await connect(context, values).get(secretListSchema, 'secrets')
    if (values.json) {
      printJson(context.terminal, answer)
      return 0
    }
    const { terminal } = context
    if (answer.secrets.length > 0) terminal.write(formatTable(answer.secrets, COLUMNS, terminal))
    else terminal.write(NONE)
    return 0
  },
}

export const secretsRotate: Command = {
  summary: 'make a new key; the old ones sign beside it until they retire',
  usage: '[--overlap-hours N]',
  options: ['--overlap-hours N  how long the old ones sign beside it (24)'],
  examples: ['lemnis secrets rotate --overlap-hours 48'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      'overlap-hours': { type: 'string' },
    })
    assertNoPositionals(positionals)
    const overlapHours =
      readInteger('overlap-hours', values['overlap-hours'], { least: 0, most: 8_760 }) ?? 24
    const answer = await connect(context, values).post(rotationSchema, 'secrets/rotate', { overlapHours })
    const { terminal } = context
    if (values.json) {
      printJson(terminal, answer)
      return 0
    }
    terminal.write(`${answer.secret}\n`)
    terminal.notice('this is the new secret; it is not shown again. Give it to your receivers.')
    if (answer.file !== null)
      terminal.notice(
        `LEMNIS_WEBHOOK_SECRET in ${answer.file} of the service has it now, before those that still sign.`,
      )
    for (const { id, retiresAt } of answer.retires) terminal.notice(`the key ${id} signs until ${retiresAt}.`)
    return 0
  },
}
