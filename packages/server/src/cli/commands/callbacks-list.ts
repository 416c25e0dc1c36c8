import { connect } from '../api-client.ts'
import type { Command, CommandContext } from '../command.ts'
import { printJson } from '../print-json.ts'
import { noPositionals, readArguments, readWhole, SERVICE_OPTIONS } from '../read-arguments.ts'
import { writeNext } from '../record-table.ts'
import { relativeTime } from '../show-time.ts'
import { stateTone } from '../state-tone.ts'
import { table } from '../table.ts'
import { callbackPage, type Callback } from '../wire.ts'
import { FILTER_HELP, FILTER_OPTIONS, readFilter } from './callback-filter.ts'

const MOST = 500

export const callbacksList: Command = {
  summary: 'show callbacks, newest first',
  usage: '[--state STATE] [--since TIME] [--limit N] …',
  options: [
    ...FILTER_HELP,
    '--job ID           of this job',
    '--limit N          at most so many (50)',
    '--before SEQUENCE  only older ones: goes on where a list ended',
  ],
  examples: ['lemnis callbacks list --state dead --since 1d', 'lemnis callbacks list --job j0123 --json'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      ...FILTER_OPTIONS,
      job: { type: 'string' },
      limit: { type: 'string' },
      before: { type: 'string' },
    })
    noPositionals(positionals)
    const query = {
      ...readFilter(values, context),
      job: values.job,
      limit: readWhole('limit', values.limit, { least: 1, most: MOST }) ?? 50,
      before: readWhole('before', values.before, { least: 1, most: 1e12 }),
    }
    const page = await connect(context, values).get(callbackPage, 'callbacks', { query })
    if (values.json) printJson(context.terminal, page)
    else printList(context, page.callbacks, page.next)
    return 0
  },
}

function printList(context: CommandContext, callbacks: readonly Callback[], next: number | null): void {
  const { terminal } = context
  if (callbacks.length === 0) {
    terminal.write('There is no such callback.\n')
    return
  }
  terminal.write(callbackTable(context, callbacks))
  writeNext(context, next)
}

function callbackTable({ terminal, clock }: CommandContext, callbacks: readonly Callback[]): string {
  const when = (iso: string | null | undefined): string =>
    iso == null ? '' : terminal.interactive ? relativeTime(iso, clock.now()) : iso
  return table(
    callbacks,
    // The weightiest first: a narrow terminal leaves out the last ones.
    [
      { title: 'ID', value: ({ id }) => id },
      { title: 'STATE', value: ({ state }) => state, tone: ({ state }) => stateTone(state) },
      { title: 'MADE', value: ({ createdAt }) => when(createdAt), mayBeLeftOut: true },
      { title: 'URL', value: ({ url }) => url, shrinkTo: 12, mayBeLeftOut: true },
      { title: 'TRIES', value: ({ attempts }) => String(attempts), align: 'right', mayBeLeftOut: true },
      { title: 'NEXT TRY', value: ({ nextAttemptAt }) => when(nextAttemptAt), mayBeLeftOut: true },
      { title: 'EVENT', value: ({ event }) => event, shrinkTo: 8, mayBeLeftOut: true },
      { title: 'JOB', value: ({ jobId }) => jobId ?? '', shrinkTo: 8, mayBeLeftOut: true },
    ],
    terminal,
  )
}
