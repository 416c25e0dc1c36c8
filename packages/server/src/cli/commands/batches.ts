import { batchPageSchema, batchSchema } from '../../api-schemas/batches.ts'
import { cancelledSchema } from '../../api-schemas/workflows.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { pageCommand } from '../page-command.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields } from '../format/record-table.ts'

export const batchesList = pageCommand({
  summary: 'show batches, newest first, with what became of their objects',
  usage: '[--bucket NAME] [--state STATE]',
  filters: {
    bucket: '--bucket NAME      of this bucket',
    state: '--state STATE      Running, Success, Failed or Cancel',
  },
  choices: { state: batchSchema.shape.state.options },
  examples: ['lemnis batches list --state Running'],
  path: 'batches',
  schema: batchPageSchema,
  pageOf: ({ batches: rows, next }) => ({ rows, next }),
  columns: [
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
  ],
  none: 'There are no batches yet.',
})

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
