import { endpointChangeSchema } from '../../api-schemas/endpoints.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { requirePositional, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { readTime } from '../read-time.ts'
import { endpointTable } from './endpoints-list.ts'

type Verb = 'resume' | 'pause' | 'park'

const SCOPE_HELP = [
  '--bucket BUCKET    only what this bucket sends there',
  '--exact            with --bucket: only what goes to this very address, whatever its query',
] as const
const REASON_HELP = '--reason TEXT      the reason, which lists show'

export const endpointsResume: Command = {
  summary: 'send to an endpoint again, beginning with what waited',
  usage: 'ENDPOINT [--bucket BUCKET [--exact]]',
  options: SCOPE_HELP,
  examples: [
    'lemnis endpoints resume https://hooks.example.com:443',
    'lemnis endpoints resume https://hooks.example.com/media --bucket media-1250000000 --exact',
  ],
  run: (context, args) => change('resume', context, args),
}

export const endpointsPause: Command = {
  summary: 'send nothing to an endpoint until a time',
  usage: 'ENDPOINT --until TIME [--bucket BUCKET [--exact]] [--reason TEXT]',
  options: ['--until TIME       30m, 2h, or 2026-01-31T18:00:00Z', ...SCOPE_HELP, REASON_HELP],
  examples: [
    'lemnis endpoints pause https://hooks.example.com:443 --until 30m --reason "deploys until noon"',
  ],
  run: (context, args) => change('pause', context, args),
}

export const endpointsPark: Command = {
  summary: 'keep what goes to an endpoint until it is resumed',
  usage: 'ENDPOINT [--bucket BUCKET [--exact]] [--reason TEXT]',
  options: [...SCOPE_HELP, REASON_HELP],
  examples: ['lemnis endpoints park https://hooks.example.com:443 --reason "moves next week"'],
  run: (context, args) => change('park', context, args),
}

async function change(verb: Verb, ...[context, args]: Parameters<Command['run']>): Promise<number> {
  const { values, positionals } = readArguments(args, {
    ...SERVICE_OPTIONS,
    until: { type: 'string' },
    reason: { type: 'string' },
    bucket: { type: 'string' },
    exact: { type: 'boolean', default: false },
  })
  if (verb !== 'pause' && values.until !== undefined) throw usageError(`--until is no option of ${verb}.`)
  if (verb === 'resume' && values.reason !== undefined) throw usageError('--reason is no option of resume.')
  const endpoint = requirePositional(positionals, 'an endpoint, such as https://hooks.example.com:443')
  const { bucket, exact } = values
  if (exact && bucket === undefined) throw usageError('--exact goes with --bucket.')
  const until = readTime('until', values.until, { clock: context.clock, towards: 'future' })
  if (verb === 'pause' && until === undefined) throw usageError('Give --until TIME, such as --until 30m.')
  const client = connect(context, values)
  const answer = await client.post(endpointChangeSchema, `endpoints/${verb}`, {
    endpoint,
    bucket,
    address: exact ? endpoint : undefined,
    until,
    reason: values.reason,
  })
  if (values.json) {
    printJson(context.terminal, answer)
    return 0
  }
  if (!exact && hasPath(endpoint))
    context.terminal.notice(
      `this is about all that goes to ${answer.endpoint.endpoint}: the path is ignored. For one address, add --bucket BUCKET --exact.`,
    )
  context.terminal.write(endpointTable(context, [answer.endpoint]))
  if (verb === 'resume') context.terminal.write(`${answer.resumed} waited and go out now.\n`)
  return 0
}

/** Only an http address has more than its endpoint. */
function hasPath(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && (url.pathname !== '/' || url.search !== '')
}
