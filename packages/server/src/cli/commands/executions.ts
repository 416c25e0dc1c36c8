import {
  cancelledSchema,
  executionDetailSchema,
  executionPageSchema,
  executionSchema,
} from '../../api-schemas/workflows.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { pageCommand } from '../page-command.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields, recordTable, type RecordColumns } from '../format/record-table.ts'

const TASKS: RecordColumns = [
  { title: 'JOB', field: 'jobId' },
  { title: 'STATE', field: 'state' },
  { title: 'NODE', field: 'node', shrinkTo: 12 },
  { title: 'ENDED', field: 'endedAt' },
  { title: 'MESSAGE', field: 'message', shrinkTo: 12 },
]
const CALLBACKS: RecordColumns = [
  { title: 'ID', field: 'id' },
  { title: 'STATE', field: 'state' },
  { title: 'TRIES', field: 'attempts' },
  { title: 'URL', field: 'url', shrinkTo: 12 },
]

export const executionsList = pageCommand({
  summary: 'show runs of workflows, newest first',
  usage: '[--workflow ID] [--state STATE] [--batch ID] [--bucket NAME]',
  filters: {
    workflow: '--workflow ID      of this workflow',
    state: '--state STATE      Running, Success, Failed or Cancel',
    batch: '--batch ID         that this batch started',
    bucket: '--bucket NAME      in this bucket',
  },
  choices: { state: executionSchema.shape.state.options },
  examples: ['lemnis executions list --state Failed --limit 20'],
  path: 'executions',
  schema: executionPageSchema,
  pageOf: ({ executions: rows, next }) => ({ rows, next }),
  columns: [
    { title: 'ID', field: 'id' },
    { title: 'STATE', field: 'state' },
    { title: 'WORKFLOW', field: 'workflowName', shrinkTo: 8 },
    { title: 'MADE', field: 'createdAt' },
    { title: 'OBJECT', field: 'object', shrinkTo: 10 },
    { title: 'BUCKET', field: 'bucket' },
  ],
  none: 'There are no runs of workflows yet.',
})

export const executionsShow: Command = {
  summary: 'show one run with the jobs of its nodes and the callback of its end',
  usage: 'ID',
  options: [],
  examples: ['lemnis executions show i0123'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const id = requirePositional(positionals, 'the id of a run')
    const answer = await connect(context, values).get(
      executionDetailSchema,
      `executions/${encodeURIComponent(id)}`,
    )
    const { terminal } = context
    if (values.json) {
      printJson(terminal, answer)
      return 0
    }
    const { tasks, callbacks, nodes: _nodes, ...run } = answer
    terminal.write(plainFields(run))
    if (tasks.length > 0) terminal.write(`\n${recordTable(tasks, TASKS, context)}`)
    if (callbacks.length > 0) terminal.write(`\n${recordTable(callbacks, CALLBACKS, context)}`)
    return 0
  },
}

export const executionsCancel: Command = {
  summary: 'end a run: what waits is cancelled, nothing further starts',
  usage: 'ID',
  options: [],
  examples: ['lemnis executions cancel i0123'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const id = requirePositional(positionals, 'the id of a run')
    const path = `executions/${encodeURIComponent(id)}/cancel`
    const answer = await connect(context, values).post(cancelledSchema, path, {})
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(`The run ${answer.cancelled} was cancelled.\n`)
    return 0
  },
}
