import { attentionSchema, type FindingJson } from '../../api-schemas/attention.ts'
import { statusSchema } from '../../api-schemas/status.ts'
import type { Answer } from '../answer.ts'
import { connect } from '../api-client.ts'
import type { Command, CommandContext } from '../command.ts'
import { describeProblem } from '../format/describe-problem.ts'
import { printJson } from '../format/print-json.ts'
import { assertNoPositionals, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields } from '../format/record-table.ts'

export const status: Command = {
  summary: 'show how many jobs and callbacks of a service wait, and what needs somebody',
  usage: '',
  options: [],
  examples: ['lemnis status --json'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    assertNoPositionals(positionals)
    const client = connect(context, values)
    const answer = await client.get(statusSchema, 'status')
    const { findings } = await client.get(attentionSchema, 'attention')
    if (values.json) printJson(context.terminal, { ...answer, findings })
    else context.terminal.write(plainFields(answer) + findings.map(describe(context)).join(''))
    return 0
  },
}

function describe({ terminal }: CommandContext) {
  return ({ severity, what, advice }: Answer<FindingJson>): string =>
    describeProblem({ state: severity === 'error' ? 'failed' : severity, what, advice }, terminal)
}
