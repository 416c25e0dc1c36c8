import type { z } from 'zod'
import { replaySchema } from '../../api-schemas/callbacks.ts'
import { connect, type ApiClient } from '../api-client.ts'
import { CommandError, usageError, type Command, type CommandContext } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, readInteger, SERVICE_OPTIONS } from '../read-arguments.ts'
import { relativeTime } from '../format/format-time.ts'
import { FILTER_HELP, FILTER_OPTIONS, readFilter } from './callback-filter.ts'

/** More callbacks than this need a confirmation. */
const CONFIRM_ABOVE = 100

export const callbacksReplay: Command = {
  summary: 'send callbacks again, with the same id and bytes',
  usage: 'ID… | --since TIME [--until TIME] [--state STATE] …',
  options: [
    ...FILTER_HELP,
    '--dry-run          only count what matches',
    '--rate N           at most N a second (50)',
    `--yes              don't ask when more than ${CONFIRM_ABOVE} match`,
  ],
  examples: [
    'lemnis callbacks replay msg_0123',
    'lemnis callbacks replay --since 2h --state dead --dry-run',
    'lemnis callbacks replay --since 1d --endpoint https://hooks.example.com:443 --rate 10 --yes',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      ...FILTER_OPTIONS,
      'dry-run': { type: 'boolean', default: false },
      rate: { type: 'string' },
      yes: { type: 'boolean', default: false },
    })
    const filter = readFilter(values, context)
    const which = readWhich(positionals, filter)
    const rate = readInteger('rate', values.rate, { least: 1, most: 10_000 })
    const selection = { ...which, ...(rate === undefined ? {} : { ratePerSecond: rate }) }
    const client = connect(context, values)
    const dryRun = values['dry-run']
    if (!dryRun && !values.yes && !(await confirmReplay(context, client, selection))) return 1
    const answer = await client.post(replaySchema, 'callbacks/replay', { ...selection, dryRun })
    if (values.json) printJson(context.terminal, answer)
    else if (dryRun) context.terminal.write(`${plural(answer.matched)} would be sent again.\n`)
    else context.terminal.write(describeReplay(context, answer))
    return 0
  },
}

function readWhich(
  ids: readonly string[],
  filter: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, unknown>> {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined)
  if (ids.length > 0 && given.length > 0) throw usageError('Give ids, or --since and filters, not both.')
  if (ids.length > 0) return { ids }
  if (filter['since'] === undefined) throw usageError('Give the ids of callbacks, or --since TIME.')
  return Object.fromEntries(given)
}

async function confirmReplay(
  context: CommandContext,
  client: ApiClient,
  selection: object,
): Promise<boolean> {
  const { matched } = await client.post(replaySchema, 'callbacks/replay', { ...selection, dryRun: true })
  if (matched <= CONFIRM_ABOVE) return true
  const answer = await context.terminal.confirm(`${plural(matched)} would be sent again. Go on?`)
  if (answer !== undefined) return answer
  throw new CommandError(`${plural(matched)} would be sent again. Add --yes to do it, or --dry-run to count.`)
}

function describeReplay(
  { clock }: CommandContext,
  { matched, queued, lastDueAt }: z.infer<typeof replaySchema>,
): string {
  const unchanged = matched === queued ? '' : ` (${matched - queued} of ${matched} were left as they are)`
  const last =
    lastDueAt == null || queued < 2 ? '' : `, the last of them ${relativeTime(lastDueAt, clock.now())}`
  return `${plural(queued)} will be sent again${last}${unchanged}.\n`
}

const plural = (count: number): string => `${count} callback${count === 1 ? '' : 's'}`
