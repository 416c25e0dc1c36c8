import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../print-json.ts'
import { noPositionals, onePositional, readArguments, readWhole, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields, recordTable } from '../record-table.ts'
import { job, jobPage } from '../wire.ts'

export const jobsList: Command = {
  summary: 'show jobs, newest first',
  usage: '[--bucket NAME] [--queue ID] [--state STATE] [--tag TAG] [--limit N]',
  options: [
    '--bucket NAME      of this bucket',
    '--queue ID         of this queue',
    '--state STATE      Submitted, Running, Success, Failed, Pause or Cancel',
    '--tag TAG          with this tag',
    '--limit N          at most so many (50)',
    '--before ID        only older ones: goes on where a list ended',
  ],
  examples: ['lemnis jobs list --state Failed --limit 20'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      bucket: { type: 'string' },
      queue: { type: 'string' },
      state: { type: 'string' },
      tag: { type: 'string' },
      limit: { type: 'string' },
      before: { type: 'string' },
    })
    noPositionals(positionals)
    const { bucket, queue, state, tag, before } = values
    const limit = readWhole('limit', values.limit, { least: 1, most: 500 }) ?? 50
    const query = { bucket, queue, state, tag, before, limit }
    const answer = await connect(context, values).get(jobPage, 'jobs', { query })
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(recordTable(answer.jobs, context.terminal) ?? 'There is no such job.\n')
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
    const id = onePositional(positionals, 'the id of a job')
    const answer = await connect(context, values).get(job, `jobs/${encodeURIComponent(id)}`)
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(plainFields(answer))
    return 0
  },
}
