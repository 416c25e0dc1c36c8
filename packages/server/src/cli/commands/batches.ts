import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../print-json.ts'
import { noPositionals, onePositional, readArguments, readWhole, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields, writePage, type RecordColumns } from '../record-table.ts'
import { batch, batchPage, cancelled } from '../wire.ts'

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
    '--limit N          at most so many (50)',
    '--before N         only those of a smaller sequence: goes on where a list ended',
  ],
  examples: ['lemnis batches list --state Running'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      bucket: { type: 'string' },
      state: { type: 'string' },
      limit: { type: 'string' },
      before: { type: 'string' },
    })
    noPositionals(positionals)
    const { bucket, state, before } = values
    const limit = readWhole('limit', values.limit, { least: 1, most: 500 }) ?? 50
    const query = { bucket, state, before, limit }
    const answer = await connect(context, values).get(batchPage, 'batches', { query })
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
    const id = onePositional(positionals, 'the id of a batch')
    const answer = await connect(context, values).get(batch, `batches/${encodeURIComponent(id)}`)
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
    const id = onePositional(positionals, 'the id of a batch')
    const path = `batches/${encodeURIComponent(id)}/cancel`
    const answer = await connect(context, values).post(cancelled, path, {})
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(`The batch ${answer.cancelled} was cancelled.\n`)
    return 0
  },
}
