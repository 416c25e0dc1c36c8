import type { z } from 'zod'
import { replaySchema } from '../../api-schemas/callbacks.ts'
import { connect, type ApiClient } from '../api-client.ts'
import { BULK_HELP, BULK_OPTIONS, BULK_TIMEOUT_MS, runBulk } from '../bulk/run-bulk.ts'
import { usageError, type Command, type CommandContext } from '../command.ts'
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
    ...BULK_HELP,
    '--wait             wait until all that match were queued; Ctrl-C leaves it to go on',
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
      ...BULK_OPTIONS,
    })
    const filter = Object.entries(readFilter(values, context)).filter(([, value]) => value !== undefined)
    if (positionals.length > 0 && filter.length > 0)
      throw usageError('Give ids, or --since and filters, not both.')
    const client = connect(context, { ...values, timeoutMs: BULK_TIMEOUT_MS })
    if (positionals.length > 0) return replayThese(context, client, { ids: positionals, options: values })
    if (values.since === undefined) throw usageError('Give the ids of callbacks, or --since TIME.')
    const options = { ...values, rate: values.rate, json: values.json }
    return runBulk(context, {
      ...{ client, action: 'replay', filter: Object.fromEntries(filter), options },
      confirmAbove: CONFIRM_ABOVE,
    })
  },
}

interface These {
  readonly ids: readonly string[]
  readonly options: {
    readonly 'dry-run': boolean
    readonly rate?: string | undefined
    readonly json?: boolean | undefined
  }
}

async function replayThese(
  context: CommandContext,
  client: ApiClient,
  { ids, options }: These,
): Promise<number> {
  const rate = readInteger('rate', options.rate, { least: 1, most: 10_000 })
  const dryRun = options['dry-run']
  const body = { ids, dryRun, ...(rate !== undefined && { ratePerSecond: rate }) }
  const answer = await client.post(replaySchema, 'callbacks/replay', body)
  if (options.json) printJson(context.terminal, answer)
  else if (dryRun) context.terminal.write(`${plural(answer.matched)} would be sent again.\n`)
  else context.terminal.write(describeReplay(context, answer))
  return 0
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
