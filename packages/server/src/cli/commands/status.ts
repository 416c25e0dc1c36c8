import { statusSchema } from '../../api-schemas/status.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { assertNoPositionals, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields } from '../format/record-table.ts'

export const status: Command = {
  summary: 'show how many jobs and callbacks of a service wait',
  usage: '',
  options: [],
  examples: ['lemnis status --json'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    assertNoPositionals(positionals)
    const answer = await connect(context, values).get(statusSchema, 'status')
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(plainFields(answer))
    return 0
  },
}
