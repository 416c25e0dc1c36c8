import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../print-json.ts'
import { noPositionals, readArguments, readWhole, SERVICE_OPTIONS } from '../read-arguments.ts'
import { table } from '../table.ts'
import { rotated, secretList } from '../wire.ts'

export const secretsList: Command = {
  summary: 'show the ids and ages of the keys that sign callbacks, never the keys',
  usage: '',
  options: [],
  examples: ['lemnis secrets list'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    noPositionals(positionals)
    const answer = await connect(context, values).get(secretList, 'secrets')
    if (values.json) {
      printJson(context.terminal, answer)
      return 0
    }
    const columns = [
      { title: 'ID', value: ({ id }: Secret) => String(id) },
      { title: 'MADE', value: ({ createdAt }: Secret) => createdAt ?? '' },
      { title: 'RETIRES', value: ({ retiresAt }: Secret) => retiresAt ?? '' },
    ]
    context.terminal.write(table(answer.secrets, columns, context.terminal))
    return 0
  },
}

interface Secret {
  readonly id: string | number
  readonly createdAt?: string | null | undefined
  readonly retiresAt?: string | null | undefined
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
    noPositionals(positionals)
    const overlapHours = readWhole('overlap-hours', values['overlap-hours'], { least: 0, most: 8_760 }) ?? 24
    const answer = await connect(context, values).post(rotated, 'secrets/rotate', { overlapHours })
    const { terminal } = context
    if (values.json) {
      printJson(terminal, answer)
      return 0
    }
    terminal.write(`${answer.secret}\n`)
    terminal.complain('this is the new secret; it is not shown again. Give it to your receivers.')
    for (const { id, retiresAt } of answer.retires)
      terminal.complain(`the key ${id} signs until ${retiresAt}.`)
    return 0
  },
}
