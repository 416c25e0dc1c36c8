import { callbackPageSchema } from '../../api-schemas/callbacks.ts'
import type { Callback } from '../answer.ts'
import { connect } from '../api-client.ts'
import type { Command, CommandContext, DisplayContext } from '../command.ts'
import { emptyPage } from '../page-command.ts'
import { LIMIT_HELP, PAGE_OPTIONS, readLimit } from '../page-options.ts'
import { printJson } from '../format/print-json.ts'
import { assertNoPositionals, readArguments, readInteger, SERVICE_OPTIONS } from '../read-arguments.ts'
import { requireNames } from '../require-names.ts'
import { writeNext } from '../format/record-table.ts'
import { relativeTime, timeAhead, timeCell } from '../format/format-time.ts'
import { stateStyle } from '../format/state-style.ts'
import { formatTable } from '../format/text-table.ts'
import { FILTER_HELP, FILTER_OPTIONS, readFilter } from './callback-filter.ts'

const NONE = 'There are no callbacks yet.'

export const callbacksList: Command = {
  summary: 'show callbacks, newest first',
  usage: '[--state STATE] [--since TIME] [--limit N] …',
  options: [
    ...FILTER_HELP,
    '--job ID           of this job',
    LIMIT_HELP,
    '--before SEQUENCE  continue a list: only older callbacks',
  ],
  examples: ['lemnis callbacks list --state dead --since 1d', 'lemnis callbacks list --job j0123 --json'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      ...FILTER_OPTIONS,
      job: { type: 'string' },
      ...PAGE_OPTIONS,
    })
    assertNoPositionals(positionals)
    const query = {
      ...readFilter(values, context),
      job: values.job,
      limit: readLimit(values.limit),
      before: readInteger('before', values.before, { least: 1, most: 1e12 }),
    }
    const client = connect(context, values)
    const page = await client.get(callbackPageSchema, 'callbacks', { query })
    const isEmpty = page.callbacks.length === 0
    if (isEmpty && query.before === undefined) await requireNames(client, query)
    if (values.json) printJson(context.terminal, page)
    else if (isEmpty) context.terminal.write(`${emptyPage(query, NONE)}\n`)
    else printList(context, page.callbacks, page.next)
    return 0
  },
}

function printList(context: CommandContext, callbacks: readonly Callback[], next: number | null): void {
  context.terminal.write(callbackTable(context, callbacks))
  writeNext(context, next)
}

export function callbackTable(context: DisplayContext, callbacks: readonly Callback[]): string {
  return formatTable(
    callbacks,
    // The most important first: a narrow terminal leaves out the last ones.
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'STATE', value: ({ state }) => state, style: ({ state }) => stateStyle(state) },
      {
        title: 'MADE',
        value: ({ createdAt }) => timeCell(context, createdAt, relativeTime),
        mayBeLeftOut: true,
      },
      { title: 'URL', value: ({ url }) => url, shrinkTo: 12, mayBeLeftOut: true },
      { title: 'TRIES', value: ({ attempts }) => String(attempts), align: 'right', mayBeLeftOut: true },
      { title: 'JOB', value: ({ jobId }) => jobId, mayBeLeftOut: true },
      {
        title: 'NEXT TRY',
        value: ({ nextAttemptAt }) =>
          timeCell(context, nextAttemptAt, (iso, now) => timeAhead(iso, now, 'now')),
        mayBeLeftOut: true,
      },
      { title: 'EVENT', value: ({ event }) => event, shrinkTo: 8, mayBeLeftOut: true },
    ],
    context.terminal,
  )
}
