import { connect, type ApiClient } from '../api-client.ts'
import { CommandError, usageError, type Command, type CommandContext } from '../command.ts'
import { printJson } from '../print-json.ts'
import { readArguments, readWhole, SERVICE_OPTIONS } from '../read-arguments.ts'
import { relativeTime } from '../show-time.ts'
import { replayed } from '../wire.ts'
import { FILTER_HELP, FILTER_OPTIONS, readFilter } from './callback-filter.ts'

/** More than this is asked about first. */
const ASK_ABOVE = 100

export const callbacksReplay: Command = {
  summary: 'send callbacks again, with the same id and bytes',
  usage: 'ID… | --since TIME [--until TIME] [--state STATE] …',
  options: [
    ...FILTER_HELP,
    '--dry-run          only count what matches',
    '--rate N           at most N a second (50)',
    `--yes              don't ask when more than ${ASK_ABOVE} match`,
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
    const rate = readWhole('rate', values.rate, { least: 1, most: 10_000 })
    const wanted = { ...which, ...(rate === undefined ? {} : { ratePerSecond: rate }) }
    const client = connect(context, values)
    const dryRun = values['dry-run']
    if (!dryRun && !values.yes && !(await mayReplay(context, client, wanted))) return 1
    const answer = await client.post(replayed, 'callbacks/replay', { ...wanted, dryRun })
    if (values.json) printJson(context.terminal, answer)
    else if (dryRun) context.terminal.write(`${counted(answer.matched)} would be sent again.\n`)
    else context.terminal.write(sentence(context, answer))
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

async function mayReplay(context: CommandContext, client: ApiClient, wanted: object): Promise<boolean> {
  const { matched } = await client.post(replayed, 'callbacks/replay', { ...wanted, dryRun: true })
  if (matched <= ASK_ABOVE) return true
  const answer = await context.terminal.confirm(`${counted(matched)} would be sent again. Go on?`)
  if (answer !== undefined) return answer
  throw new CommandError(
    `${counted(matched)} would be sent again. Add --yes to do it, or --dry-run to count.`,
  )
}

function sentence({ clock }: CommandContext, { matched, queued, lastDueAt }: Replayed): string {
  const passed = matched === queued ? '' : ` (${matched - queued} of ${matched} were left as they are)`
  const last =
    lastDueAt == null || queued < 2 ? '' : `, the last of them ${relativeTime(lastDueAt, clock.now())}`
  return `${counted(queued)} will be sent again${last}${passed}.\n`
}

interface Replayed {
  readonly matched: number
  readonly queued: number
  readonly lastDueAt?: string | null | undefined
}

const counted = (count: number): string => `${count} callback${count === 1 ? '' : 's'}`
