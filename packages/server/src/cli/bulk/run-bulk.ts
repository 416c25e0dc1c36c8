import { setTimeout as wait } from 'node:timers/promises'
import {
  bulkActionSchema,
  bulkStartSchema,
  type BulkActionJson,
  type BulkStartJson,
} from '../../api-schemas/bulk-actions.ts'
import type { Answer } from '../answer.ts'
import type { ApiClient } from '../api-client.ts'
import { CommandError, type CommandContext } from '../command.ts'
import { formatSpan, relativeTime } from '../format/format-time.ts'
import { printJson } from '../format/print-json.ts'
import { readInteger } from '../read-arguments.ts'
import { requireNames } from '../require-names.ts'
import { describeProgress, WORDS } from './describe-bulk.ts'

export const BULK_OPTIONS = {
  'dry-run': { type: 'boolean', default: false },
  rate: { type: 'string' },
  yes: { type: 'boolean', default: false },
  wait: { type: 'boolean', default: false },
} as const

export const BULK_HELP = [
  '--dry-run          only count what matches, and show the first ones',
  '--rate N           at most N a second',
] as const

/** Counting 100,000 takes a while. */
export const BULK_TIMEOUT_MS = 120_000
const POLL_MS = 500

export interface BulkOptions {
  readonly 'dry-run': boolean
  readonly rate: string | undefined
  readonly yes: boolean
  readonly wait: boolean
  readonly json: boolean | undefined
}

interface BulkCommand {
  readonly client: ApiClient
  readonly action: 'replay' | 'cancel' | 'rerun'
  readonly filter: Readonly<Record<string, string | undefined>>
  readonly options: BulkOptions
  /** More than this need a confirmation. */
  readonly confirmAbove: number
}

type Started = Answer<BulkStartJson>
type Action = Answer<BulkActionJson>

/** Has the service do something to all that a filter matches. Returns the exit code. */
export async function runBulk(context: CommandContext, command: BulkCommand): Promise<number> {
  const { client, action, filter, options } = command
  const rate = readInteger('rate', options.rate, { least: 1, most: 10_000 })
  const body = {
    action,
    [action === 'replay' ? 'callbacks' : 'jobs']: filter,
    ...(rate !== undefined && { ratePerSecond: rate }),
  }
  const preview = await client.post(bulkStartSchema, 'bulk-actions', { ...body, dryRun: true })
  if (preview.matched === 0) await requireNames(client, filter)
  if (options['dry-run']) return finish(context, options, preview, describePreview(context, action, preview))
  await confirm(context, command, preview)
  const started = await client.post(bulkStartSchema, 'bulk-actions', body)
  if (!started.action) return finish(context, options, started, 'Nothing matches these options.\n')
  if (options.wait) return follow(context, command, started.action)
  return finish(context, options, started, describeStart(context, action, started, started.action))
}

function finish(
  { terminal }: CommandContext,
  { json }: BulkOptions,
  answer: Started,
  sentence: string,
): number {
  if (json) printJson(terminal, answer)
  else terminal.write(sentence)
  return 0
}

async function confirm(
  { terminal }: CommandContext,
  { action, options, confirmAbove }: BulkCommand,
  { matched }: Started,
): Promise<void> {
  if (options.yes || matched <= confirmAbove) return
  const sentence = `${WORDS[action].count(matched)} would be ${WORDS[action].done}.`
  const answer = await terminal.confirm(`${sentence} Go on?`)
  if (answer === undefined) throw new CommandError(`${sentence} Add --yes to do it, or --dry-run to count.`)
  if (!answer) throw new CommandError('Nothing was changed.')
}

function describePreview({ clock }: CommandContext, action: BulkCommand['action'], preview: Started): string {
  const { matched, isMore, oldestAt, newestAt, lastsS, firstJobs, firstCallbacks } = preview
  const { count, done } = WORDS[action]
  const now = clock.now()
  const made =
    oldestAt === null || newestAt === null
      ? ''
      : `, made ${relativeTime(oldestAt, now)}${oldestAt === newestAt ? '' : ` to ${relativeTime(newestAt, now)}`}`
  const lasts = lastsS === null || matched === 0 ? '' : `, which takes ${formatSpan(lastsS * 1_000)}`
  const first = [
    ...firstJobs.map(({ id, tag, input }) => `  ${id}  ${tag}  ${input ?? ''}`),
    ...firstCallbacks.map(({ id, url }) => `  ${id}  ${url}`),
  ]
  const more = isMore ? 'More match: narrow the filter, such as by time.\n' : ''
  return `${isMore ? 'More than ' : ''}${count(matched)} would be ${done}${made}${lasts}.\n${more}${first.map((line) => `${line.trimEnd()}\n`).join('')}`
}

function describeStart(
  { clock }: CommandContext,
  action: BulkCommand['action'],
  { matched, lastsS }: Started,
  { id }: Action,
): string {
  const last =
    lastsS === null || matched < 2
      ? ''
      : `, the last of them ${relativeTime(new Date(clock.now() + lastsS * 1_000).toISOString(), clock.now())}`
  const { count, done } = WORDS[action]
  return `${count(matched)} will be ${done}${last}. "lemnis bulk show ${id}" says how far it is, and "lemnis bulk stop ${id}" ends it.\n`
}

async function follow(
  context: CommandContext,
  { client, options }: BulkCommand,
  { id }: Action,
): Promise<number> {
  const { terminal } = context
  const signal = context.untilStopped()
  for (;;) {
    const action = await client.get(bulkActionSchema, `bulk-actions/${id}`)
    if (action.state === 'Running' && !signal.aborted) {
      terminal.progress(describeProgress(action))
      await wait(POLL_MS, undefined, { signal }).catch(() => undefined)
      continue
    }
    terminal.progress(undefined)
    if (action.state === 'Running') terminal.notice(`it goes on; "lemnis bulk stop ${id}" ends it.`)
    if (options.json) printJson(terminal, action)
    else terminal.write(`${describeProgress(action)}\n`)
    return action.state === 'Stopped' || action.skipped > 0 ? 1 : 0
  }
}
