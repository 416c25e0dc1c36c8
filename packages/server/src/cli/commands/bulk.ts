import {
  bulkActionListSchema,
  bulkActionSchema,
  type BulkActionJson,
} from '../../api-schemas/bulk-actions.ts'
import type { Answer } from '../answer.ts'
import { connect } from '../api-client.ts'
import { describeProgress } from '../bulk/describe-bulk.ts'
import type { Command, CommandContext } from '../command.ts'
import { relativeTime, timeCell } from '../format/format-time.ts'
import { printJson } from '../format/print-json.ts'
import { formatTable } from '../format/text-table.ts'
import { assertNoPositionals, readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'

export const bulkList: Command = {
  summary: 'show what is done to all jobs or callbacks of a filter, newest first',
  usage: '',
  options: [],
  examples: ['lemnis bulk list'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    assertNoPositionals(positionals)
    const answer = await connect(context, values).get(bulkActionListSchema, 'bulk-actions')
    if (values.json) printJson(context.terminal, answer)
    else if (answer.actions.length === 0) context.terminal.write('There are none yet.\n')
    else context.terminal.write(bulkTable(context, answer.actions))
    return 0
  },
}

function bulkTable(context: CommandContext, actions: readonly Answer<BulkActionJson>[]): string {
  return formatTable(
    actions,
    [
      { title: 'ID', value: ({ id }) => String(id) },
      { title: 'ACTION', value: ({ action }) => action },
      { title: 'STATE', value: ({ state }) => state },
      { title: 'DONE', value: ({ done, matched }) => `${done} of ${matched}`, align: 'right' },
      { title: 'LEFT OUT', value: ({ skipped }) => String(skipped), align: 'right' },
      { title: 'STARTED', value: ({ createdAt }) => timeCell(context, createdAt, relativeTime) },
      {
        title: 'FILTER',
        value: ({ filter }) =>
          Object.entries(filter)
            .map(([name, value]) => `${name}=${value}`)
            .join(' '),
        shrinkTo: 16,
      },
    ],
    context.terminal,
  )
}

/** One word of the path, or none. */
const oneAction = (verb: 'show' | 'stop', summary: string): Command => ({
  summary,
  usage: 'ID',
  options: [],
  examples: [`lemnis bulk ${verb} 3`],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const path = `bulk-actions/${encodeURIComponent(requirePositional(positionals, 'the id of a bulk action'))}`
    const client = connect(context, values)
    const answer =
      verb === 'show'
        ? await client.get(bulkActionSchema, path)
        : await client.post(bulkActionSchema, `${path}/stop`, {})
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(`${answer.state}: ${describeProgress(answer)}\n`)
    return 0
  },
})

export const bulkShow = oneAction('show', 'show how far one is')
export const bulkStop = oneAction('stop', 'end one where it is; what it has done stays')
