import { endpointListSchema, endpointSchema, type EndpointJson } from '../../api-schemas/endpoints.ts'
import type { Answer } from '../answer.ts'
import { connect } from '../api-client.ts'
import type { Command, DisplayContext } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { assertNoPositionals, readArguments, readChoice, SERVICE_OPTIONS } from '../read-arguments.ts'
import { relativeTime, timeAhead, timeCell } from '../format/format-time.ts'
import { stateStyle } from '../format/state-style.ts'
import { formatTable } from '../format/text-table.ts'

export const endpointsList: Command = {
  summary: 'show endpoints in trouble, and those with something waiting',
  usage: '[--state STATE]',
  options: ['--state STATE      working, failing, paused or parked'],
  examples: ['lemnis endpoints list --state parked'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, { ...SERVICE_OPTIONS, state: { type: 'string' } })
    assertNoPositionals(positionals)
    const query = { state: readChoice('state', values.state, endpointSchema.shape.state.options) }
    const answer = await connect(context, values).get(endpointListSchema, 'endpoints', { query })
    if (values.json) printJson(context.terminal, answer)
    else if (answer.endpoints.length === 0) context.terminal.write(`${noEndpoints(query.state)}\n`)
    else context.terminal.write(endpointTable(context, answer.endpoints))
    return 0
  },
}

const noEndpoints = (state: string | undefined): string =>
  state === undefined ? 'No endpoint is in trouble; nothing waits.' : `No endpoint is ${state}.`

export function endpointTable(context: DisplayContext, endpoints: readonly Answer<EndpointJson>[]): string {
  return formatTable(
    endpoints,
    [
      { title: 'ENDPOINT', value: ({ endpoint, address }) => address ?? endpoint, shrinkTo: 16 },
      { title: 'BUCKET', value: ({ bucket }) => bucket ?? '', shrinkTo: 12 },
      { title: 'STATE', value: ({ state }) => state, style: ({ state }) => stateStyle(state) },
      { title: 'WAITING', value: ({ waiting }) => String(waiting), align: 'right' },
      { title: 'FAILURES', value: ({ failures }) => String(failures), align: 'right' },
      { title: 'SINCE', value: ({ since }) => timeCell(context, since, relativeTime) },
      {
        title: 'PAUSED UNTIL',
        // The state changes only with the next attempt.
        value: ({ pausedUntil }) =>
          timeCell(context, pausedUntil, (iso, now) => timeAhead(iso, now, 'over: tries again')),
      },
      { title: 'REASON', value: ({ reason }) => reason ?? '', shrinkTo: 12 },
    ],
    context.terminal,
  )
}
