import { connect } from '../api-client.ts'
import type { Command, CommandContext } from '../command.ts'
import { printJson } from '../print-json.ts'
import { noPositionals, readArguments, readChoice, SERVICE_OPTIONS } from '../read-arguments.ts'
import { relativeTime } from '../show-time.ts'
import { stateTone } from '../state-tone.ts'
import { table } from '../table.ts'
import { endpointList, type Endpoint } from '../wire.ts'

export const endpointsList: Command = {
  summary: 'show endpoints in trouble, and those with something waiting',
  usage: '[--state STATE]',
  options: ['--state STATE      working, failing, paused or parked'],
  examples: ['lemnis endpoints list --state parked'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, { ...SERVICE_OPTIONS, state: { type: 'string' } })
    noPositionals(positionals)
    const query = { state: readChoice('state', values.state, ['working', 'failing', 'paused', 'parked']) }
    const answer = await connect(context, values).get(endpointList, 'endpoints', { query })
    if (values.json) printJson(context.terminal, answer)
    else if (answer.endpoints.length === 0)
      context.terminal.write('No endpoint is in trouble; nothing waits.\n')
    else context.terminal.write(endpointTable(context, answer.endpoints))
    return 0
  },
}

export function endpointTable({ terminal, clock }: CommandContext, endpoints: readonly Endpoint[]): string {
  const when = (iso: string | null | undefined): string =>
    iso == null ? '' : terminal.interactive ? relativeTime(iso, clock.now()) : iso
  return table(
    endpoints,
    [
      { title: 'ENDPOINT', value: ({ endpoint, address }) => address ?? endpoint, shrinkTo: 16 },
      { title: 'BUCKET', value: ({ bucket }) => bucket ?? '', shrinkTo: 12 },
      { title: 'STATE', value: ({ state }) => state, tone: ({ state }) => stateTone(state) },
      { title: 'WAITING', value: ({ waiting }) => String(waiting), align: 'right' },
      { title: 'FAILURES', value: ({ failures }) => String(failures ?? 0), align: 'right' },
      { title: 'SINCE', value: ({ since }) => when(since) },
      { title: 'PAUSED UNTIL', value: ({ pausedUntil }) => when(pausedUntil) },
      { title: 'REASON', value: ({ reason }) => reason ?? '', shrinkTo: 12 },
    ],
    terminal,
  )
}
