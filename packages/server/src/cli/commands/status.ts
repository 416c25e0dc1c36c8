import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../print-json.ts'
import { noPositionals, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields } from '../record-table.ts'
import { status as statusShape } from '../wire.ts'

export const status: Command = {
  summary: 'ask a running service how it is',
  usage: '',
  options: [],
  examples: ['lemnis status --json'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    noPositionals(positionals)
    const answer = await connect(context, values).get(statusShape, 'status')
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(plainFields(answer))
    return 0
  },
}
