import { queueListSchema, queueSchema, queueSettingsSchema } from '../../api-schemas/queues.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import {
  assertNoPositionals,
  requirePositional,
  readArguments,
  readChoice,
  readInteger,
  SERVICE_OPTIONS,
} from '../read-arguments.ts'
import { plainFields, writePage, type RecordColumns } from '../format/record-table.ts'

const MAX_COUNT = 1_000_000_000

const COLUMNS: RecordColumns = [
  { title: 'ID', field: 'id' },
  { title: 'NAME', field: 'name', shrinkTo: 12 },
  { title: 'STATE', field: 'state' },
  { title: 'WAITING', field: 'waiting' },
  { title: 'RUNNING', field: 'running' },
  { title: 'BUCKET', field: 'bucket', shrinkTo: 12 },
  { title: 'CATEGORY', field: 'category' },
  { title: 'MAX CONCURRENT', field: 'maxConcurrent' },
  { title: 'MAX SIZE', field: 'maxSize' },
]

const LIMIT_HELP = [
  '--max-concurrent N      at most N jobs run at once, over all processes',
  '--max-size N            at most N jobs wait',
  '--callback-deadline MS  for a whole attempt to deliver a callback, 1000 to 60000; 0: the service’s own',
] as const

const LIMIT_OPTIONS = {
  'max-concurrent': { type: 'string' },
  'max-size': { type: 'string' },
  'callback-deadline': { type: 'string' },
} as const

interface LimitValues {
  readonly 'max-concurrent'?: string | undefined
  readonly 'max-size'?: string | undefined
  readonly 'callback-deadline'?: string | undefined
}

export const queuesList: Command = {
  summary: 'show the queues',
  usage: '',
  options: [],
  examples: ['lemnis queues list'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    assertNoPositionals(positionals)
    const answer = await connect(context, values).get(queueListSchema, 'queues')
    if (values.json) printJson(context.terminal, answer)
    else
      writePage(context, {
        rows: answer.queues,
        columns: COLUMNS,
        none: 'There are no queues yet: each bucket comes with its own (LEMNIS_BUCKETS).',
      })
    return 0
  },
}

export const queuesCreate: Command = {
  summary: 'add a queue to a bucket',
  usage: 'NAME --bucket BUCKET --category CATEGORY [--max-concurrent N] [--max-size N]',
  options: [
    '--bucket BUCKET         the bucket it belongs to',
    '--category CATEGORY     what it is for: Transcoding (also noise reduction), PicProcessing, …',
    ...LIMIT_HELP,
  ],
  examples: [
    'lemnis queues create night --bucket media-1250000000 --category Transcoding --max-concurrent 2',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      ...LIMIT_OPTIONS,
      bucket: { type: 'string' },
      category: { type: 'string' },
    })
    const name = requirePositional(positionals, 'the name of the queue')
    const { bucket, category } = values
    if (bucket === undefined) throw usageError('--bucket says which bucket the queue belongs to.')
    if (category === undefined)
      throw usageError('--category says what the queue is for, such as Transcoding.')
    const body = { name, bucket, category, ...readLimits(values) }
    const answer = await connect(context, values).post(queueSettingsSchema, 'queues', body)
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(plainFields(answer))
    return 0
  },
}

export const queuesSet: Command = {
  summary: 'change the limits, the name or the state of a queue',
  usage: 'ID [--max-concurrent N] [--max-size N] [--callback-deadline MS] [--state STATE] [--name NAME]',
  options: [
    ...LIMIT_HELP,
    '--state STATE           Active, or Paused: waiting jobs stay, running ones end',
    '--name NAME             what it is called',
  ],
  examples: ['lemnis queues set p0123 --max-concurrent 4', 'lemnis queues set p0123 --state Paused'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      ...LIMIT_OPTIONS,
      state: { type: 'string' },
      name: { type: 'string' },
    })
    const id = requirePositional(positionals, 'the id of a queue')
    const state = readChoice('state', values.state, queueSchema.shape.state.options)
    const body = { ...readLimits(values), state, name: values.name }
    if (Object.values(body).every((value) => value === undefined)) {
      throw usageError('Say what to change: a limit, --state or --name.')
    }
    const answer = await connect(context, values).patch(
      queueSettingsSchema,
      `queues/${encodeURIComponent(id)}`,
      body,
    )
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(plainFields(answer))
    return 0
  },
}

function readLimits(values: LimitValues) {
  const counts = { least: 1, most: MAX_COUNT }
  const deadline = readInteger('callback-deadline', values['callback-deadline'], { least: 0, most: 60_000 })
  return {
    maxConcurrent: readInteger('max-concurrent', values['max-concurrent'], counts),
    maxSize: readInteger('max-size', values['max-size'], counts),
    callbackDeadlineMs: deadline === 0 ? null : deadline,
  }
}
