import { jobPageSchema, jobSchema } from '../../api-schemas/jobs.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { describeJob, indentXml } from '../jobs/describe-job.ts'
import { JOB_FILTERS as FILTERS } from '../jobs/job-filter.ts'
import { pageCommand } from '../page-command.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { readJob } from '../jobs/wait-for-job.ts'

export const jobsList = pageCommand({
  summary: 'show jobs, newest first',
  usage:
    '[--bucket NAME] [--queue ID] [--state STATE] [--tag TAG] [--input KEY | --prefix KEY] [--code CODE] [--since TIME] …',
  filters: FILTERS,
  parameters: { prefix: 'inputPrefix' },
  times: ['since', 'until'],
  choices: { state: jobSchema.shape.state.options },
  examples: [
    'lemnis jobs list --state Failed --limit 20',
    'lemnis jobs list --code InternalError --since 1d',
    'lemnis jobs list --bucket media-1250000000 --input in/talk.mp3',
  ],
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
  summary: 'show one job with its request, its result and its callbacks',
  usage: 'ID [--request]',
  options: ['--request          print its request and nothing else: the XML for "jobs submit"'],
  examples: ['lemnis jobs show j0123', 'lemnis jobs show j0123 --request > job.xml'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, { ...SERVICE_OPTIONS, request: { type: 'boolean' } })
    const id = requirePositional(positionals, 'the id of a job')
    const job = await readJob(connect(context, values), id)
    const { terminal } = context
    if (values.request) terminal.write(`${indentXml(job.request)}\n`)
    else if (values.json) printJson(terminal, job)
    else terminal.write(describeJob(job))
    return 0
  },
}
