import { jobDetailSchema, jobPageSchema } from '../../api-schemas/jobs.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { PAGE_HELP, PAGE_OPTIONS, readLimit } from '../page-options.ts'
import { printJson } from '../print-json.ts'
import { assertNoPositionals, readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields, writePage, type RecordColumns } from '../record-table.ts'

const COLUMNS: RecordColumns = [
  { title: 'ID', field: 'id' },
  { title: 'STATE', field: 'state' },
  { title: 'TAG', field: 'tag', shrinkTo: 8 },
  { title: 'MADE', field: 'createdAt' },
  { title: 'INPUT', field: 'input', shrinkTo: 10 },
  { title: 'MESSAGE', field: 'message', shrinkTo: 12 },
  { title: 'BUCKET', field: 'bucket' },
]

export const jobsList: Command = {
  summary: 'show jobs, newest first',
  usage: '[--bucket NAME] [--queue ID] [--state STATE] [--tag TAG] [--limit N]',
  options: [
    '--bucket NAME      of this bucket',
    '--queue ID         of this queue',
    '--state STATE      Submitted, Running, Success, Failed, Pause or Cancel',
    '--tag TAG          with this tag',
    ...PAGE_HELP,
  ],
  examples: ['lemnis jobs list --state Failed --limit 20'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      bucket: { type: 'string' },
      queue: { type: 'string' },
      state: { type: 'string' },
      tag: { type: 'string' },
      ...PAGE_OPTIONS,
    })
    assertNoPositionals(positionals)
    const { bucket, queue, state, tag, before } = values
    const query = { bucket, queue, state, tag, before, limit: readLimit(values.limit) }
    const answer = await connect(context, values).get(jobPageSchema, 'jobs', { query })
    if (values.json) printJson(context.terminal, answer)
    else {
      const { jobs: rows, next } = answer
      writePage(context, { rows, columns: COLUMNS, none: 'There is no such job.', next })
    }
    return 0
  },
}

export const jobsShow: Command = {
  summary: 'show one job with its callbacks',
  usage: 'ID',
  options: [],
  examples: ['lemnis jobs show j0123'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const id = requirePositional(positionals, 'the id of a job')
    const answer = await connect(context, values).get(jobDetailSchema, `jobs/${encodeURIComponent(id)}`)
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(plainFields(answer))
    return 0
  },
}
