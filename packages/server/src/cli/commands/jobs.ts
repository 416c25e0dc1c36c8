import { jobDetailSchema, jobPageSchema } from '../../api-schemas/jobs.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { pageCommand } from '../page-command.ts'
import { printJson } from '../print-json.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields } from '../record-table.ts'

export const jobsList = pageCommand({
  summary: 'show jobs, newest first',
  usage: '[--bucket NAME] [--queue ID] [--state STATE] [--tag TAG]',
  filters: {
    bucket: '--bucket NAME      of this bucket',
    queue: '--queue ID         of this queue',
    state: '--state STATE      Submitted, Running, Success, Failed, Pause or Cancel',
    tag: '--tag TAG          with this tag',
  },
  examples: ['lemnis jobs list --state Failed --limit 20'],
  path: 'jobs',
  schema: jobPageSchema,
  pageOf: ({ jobs: rows, next }) => ({ rows, next }),
  columns: [
    { title: 'ID', field: 'id' },
    { title: 'STATE', field: 'state' },
    { title: 'TAG', field: 'tag', shrinkTo: 8 },
    { title: 'MADE', field: 'createdAt' },
    { title: 'INPUT', field: 'input', shrinkTo: 10 },
    { title: 'MESSAGE', field: 'message', shrinkTo: 12 },
    { title: 'BUCKET', field: 'bucket' },
  ],
  none: 'There are no jobs yet.',
})

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
