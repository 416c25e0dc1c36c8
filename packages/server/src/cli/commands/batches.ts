import { batchPageSchema, batchSchema } from '../../api-schemas/batches.ts'
import { cancelledSchema } from '../../api-schemas/workflows.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { PAGE_HELP, PAGE_OPTIONS, readLimit } from '../page-options.ts'
import { printJson } from '../print-json.ts'
import { assertNoPositionals, readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields, writePage, type RecordColumns } from '../record-table.ts'

const COLUMNS: RecordColumns = [
  { title: 'ID', field: 'id' },
  { title: 'STATE', field: 'state' },
  { title: 'SEEN', field: 'seen' },
  { title: 'SUCCEEDED', field: 'succeeded' },
  { title: 'FAILED', field: 'failed' },
  { title: 'NAME', field: 'name', shrinkTo: 8 },
  { title: 'MADE', field: 'createdAt' },
  { title: 'CANCELLED', field: 'cancelled' },
  { title: 'REFUSED', field: 'refused' },
  { title: 'MESSAGE', field: 'message', shrinkTo: 12 },
  { title: 'BUCKET', field: 'bucket' },
]

export const batchesList: Command = {
  summary: 'show batches, newest first, with what became of their objects',
  usage: '[--bucket NAME] [--state STATE] [--limit N]',
  options: [
    '--bucket NAME      of this bucket',
    '--state STATE      Running, Success, Failed or Cancel',
    ...PAGE_HELP,
  ],
  examples: ['lemnis batches list --state Running'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      bucket: { type: 'string' },
      state: { type: 'string' },
      ...PAGE_OPTIONS,
    })
    assertNoPositionals(positionals)
    const { bucket, state, before } = values
    const query = { bucket, state, before, limit: readLimit(values.limit) }
    const answer = await connect(context, values).get(batchPageSchema, 'batches', { query })
    if (values.json) printJson(context.terminal, answer)
    else {
      const { batches: rows, next } = answer
      writePage(context, { rows, columns: COLUMNS, none: 'There is no such batch.', next })
    }
    return 0
  },
}

export const batchesShow: Command = {
  summary: 'show one batch: how many objects it has passed, and what became of them',
  usage: 'ID',
  options: [],
  examples: ['lemnis batches show b0123'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const id = requirePositional(positionals, 'the id of a batch')
    const answer = await connect(context, values).get(batchSchema, `batches/${encodeURIComponent(id)}`)
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(plainFields(answer))
    return 0
  },
}

export const batchesCancel: Command = {
  summary: 'end a batch: no further object is taken, what waits is cancelled',
  usage: 'ID',
  options: [],
  examples: ['lemnis batches cancel b0123'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const id = requirePositional(positionals, 'the id of a batch')
    const path = `batches/${encodeURIComponent(id)}/cancel`
    const answer = await connect(context, values).post(cancelledSchema, path, {})
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(`The batch ${answer.cancelled} was cancelled.\n`)
    return 0
  },
}
