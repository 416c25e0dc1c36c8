import {
  cancelledSchema,
  executionDetailSchema,
  executionPageSchema,
  workflowPageSchema,
} from '../../api-schemas/workflows.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { PAGE_HELP, PAGE_OPTIONS, readLimit } from '../page-options.ts'
import { printJson } from '../print-json.ts'
import { assertNoPositionals, readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields, recordTable, writePage, type RecordColumns } from '../record-table.ts'

const WORKFLOWS: RecordColumns = [
  { title: 'ID', field: 'id' },
  { title: 'NAME', field: 'name', shrinkTo: 12 },
  { title: 'STATE', field: 'state' },
  { title: 'MADE', field: 'createdAt' },
  { title: 'UPDATED', field: 'updatedAt' },
  { title: 'BUCKET', field: 'bucket' },
]
const RUNS: RecordColumns = [
  { title: 'ID', field: 'id' },
  { title: 'STATE', field: 'state' },
  { title: 'WORKFLOW', field: 'workflowName', shrinkTo: 8 },
  { title: 'MADE', field: 'createdAt' },
  { title: 'OBJECT', field: 'object', shrinkTo: 10 },
  { title: 'BUCKET', field: 'bucket' },
]
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

export const workflowsList: Command = {
  summary: 'show workflows, newest first',
  usage: '[--bucket NAME] [--limit N]',
  options: ['--bucket NAME      of this bucket', ...PAGE_HELP],
  examples: ['lemnis workflows list --bucket media-1250000000'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      bucket: { type: 'string' },
      ...PAGE_OPTIONS,
    })
    assertNoPositionals(positionals)
    const { bucket, before } = values
    const query = { bucket, before, limit: readLimit(values.limit) }
    const answer = await connect(context, values).get(workflowPageSchema, 'workflows', { query })
    if (values.json) printJson(context.terminal, answer)
    else {
      const { workflows: rows, next } = answer
      writePage(context, { rows, columns: WORKFLOWS, none: 'There is no such workflow.', next })
    }
    return 0
  },
}

export const executionsList: Command = {
  summary: 'show runs of workflows, newest first',
  usage: '[--workflow ID] [--state STATE] [--batch ID] [--bucket NAME] [--limit N]',
  options: [
    '--workflow ID      of this workflow',
    '--state STATE      Running, Success, Failed or Cancel',
    '--batch ID         that this batch started',
    '--bucket NAME      in this bucket',
    ...PAGE_HELP,
  ],
  examples: ['lemnis executions list --state Failed --limit 20'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      workflow: { type: 'string' },
      state: { type: 'string' },
      batch: { type: 'string' },
      bucket: { type: 'string' },
      ...PAGE_OPTIONS,
    })
    assertNoPositionals(positionals)
    const { workflow, state, batch, bucket, before } = values
    const query = { workflow, state, batch, bucket, before, limit: readLimit(values.limit) }
    const answer = await connect(context, values).get(executionPageSchema, 'executions', { query })
    if (values.json) printJson(context.terminal, answer)
    else {
      const { executions: rows, next } = answer
      writePage(context, { rows, columns: RUNS, none: 'There is no such run.', next })
    }
    return 0
  },
}

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
    const { tasks, callbacks, ...run } = answer
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
