import { webhookKey, type WebhookKey } from '@lemnis/receiver'
import { usageError, type CommandContext } from '../command.ts'
import type { Fault } from '../listen/fault-receiver.ts'
import { assertNoPositionals, readArguments, readInteger, SERVICE_OPTIONS } from '../read-arguments.ts'
import { FILTER_OPTIONS, readFilter } from './callback-filter.ts'

const LONGEST_SLOW_MS = 600_000

export interface ListenArguments {
  readonly service: { readonly url: string | undefined; readonly token: string | undefined }
  readonly json: boolean
  readonly body: boolean
  readonly forward: URL | undefined
  readonly confirm: boolean
  /** Whether jobs without a callback are shown as well. */
  readonly allJobs: boolean
  readonly since: string | undefined
  readonly filter: Readonly<Record<string, string | undefined>>
  readonly receiver: ReceiverArguments | undefined
}

export interface ReceiverArguments {
  readonly port: number
  readonly fault: Fault
  readonly keys: readonly WebhookKey[]
}

export function readListenArguments(context: CommandContext, args: readonly string[]): ListenArguments {
  const { until: _, ...filterOptions } = FILTER_OPTIONS
  const { values, positionals } = readArguments(args, {
    ...SERVICE_OPTIONS,
    ...filterOptions,
    body: { type: 'boolean', default: false },
    forward: { type: 'string' },
    confirm: { type: 'boolean', default: false },
    'all-jobs': { type: 'boolean', default: false },
    port: { type: 'string' },
    fail: { type: 'string' },
    hang: { type: 'boolean', default: false },
    slow: { type: 'string' },
    secret: { type: 'string', multiple: true },
  })
  assertNoPositionals(positionals)
  const { since, until: __, state, ...filter } = readFilter(values, context)
  if (values.confirm && values.forward === undefined) {
    throw usageError('--confirm goes with --forward: what your application acknowledges is confirmed.')
  }
  if (values.confirm && state !== undefined)
    throw usageError('--confirm takes what is undelivered: leave --state out.')
  const { endpoint, event } = filter
  if (values['all-jobs'] && [state, endpoint, event].some((value) => value !== undefined)) {
    throw usageError(
      '--all-jobs is about jobs without a callback: leave --state, --endpoint and --event out.',
    )
  }
  if (values['all-jobs'] && values.confirm)
    throw usageError('--all-jobs shows what is not sent, and --confirm confirms what is: give one of them.')
  return {
    service: { url: values.url, token: values.token },
    json: values.json ?? false,
    body: values.body,
    forward: readForward(values.forward),
    confirm: values.confirm,
    allJobs: values['all-jobs'],
    since,
    filter: { ...filter, state: values.confirm ? 'undelivered' : state },
    receiver: readReceiver(values),
  }
}

function readForward(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const url = URL.parse(text)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url
  throw usageError(`--forward is an address such as http://localhost:9000/callback, not "${text}".`)
}

function readReceiver(values: {
  readonly port?: string | undefined
  readonly fail?: string | undefined
  readonly hang: boolean
  readonly slow?: string | undefined
  readonly secret?: string[] | undefined
}): ReceiverArguments | undefined {
  const faults: Fault[] = []
  const status = readInteger('fail', values.fail, { least: 200, most: 599 })
  if (status !== undefined) faults.push({ kind: 'fail', status })
  const ms = readInteger('slow', values.slow, { least: 1, most: LONGEST_SLOW_MS })
  if (ms !== undefined) faults.push({ kind: 'slow', ms })
  if (values.hang) faults.push({ kind: 'hang' })
  if (faults.length > 1) throw usageError('Give one of --fail, --hang and --slow.')
  const port = readInteger('port', values.port, { least: 0, most: 65_535 })
  if (port === undefined) {
    if (faults.length === 0 && values.secret === undefined) return undefined
    throw usageError(
      '--fail, --hang, --slow and --secret go with --port, the port of the receiver they are about.',
    )
  }
  return { port, fault: faults[0] ?? { kind: 'none' }, keys: (values.secret ?? []).map(readKey) }
}

function readKey(secret: string): WebhookKey {
  try {
    return webhookKey(secret)
  } catch (error) {
    throw usageError(`--secret: ${error instanceof Error ? error.message : 'it can’t be read'}.`)
  }
}
