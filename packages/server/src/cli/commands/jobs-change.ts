import { jobSchema } from '../../api-schemas/jobs.ts'
import { cancelledSchema } from '../../api-schemas/workflows.ts'
import { connect, type ApiClient } from '../api-client.ts'
import { BULK_HELP, BULK_OPTIONS, BULK_TIMEOUT_MS, runBulk, type BulkOptions } from '../bulk/run-bulk.ts'
import { CommandError, usageError, type Command, type CommandContext } from '../command.ts'
import { indentXml } from '../jobs/describe-job.ts'
import { editText } from '../jobs/edit-text.ts'
import { followJobs, WAIT_HELP } from '../jobs/follow-jobs.ts'
import { JOB_FILTER_OPTIONS, JOB_FILTERS, readJobFilter } from '../jobs/job-filter.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { parseRequest } from '../request-file.ts'
import { submitRequest, type Job } from '../jobs/submit-request.ts'
import { readJob } from '../jobs/wait-for-job.ts'

const YES_HELP = "--yes              don't ask what a filter matches"
const BULK_WAIT_HELP =
  '--wait             wait until all that match were dealt with; Ctrl-C leaves it to go on'

export const jobsCancel: Command = {
  summary: 'cancel jobs that wait or run; nobody is called back',
  usage: 'ID… | [--bucket NAME] [--tag TAG] [--since TIME] … [--dry-run] [--rate N]',
  options: [...Object.values(JOB_FILTERS), ...BULK_HELP, BULK_WAIT_HELP, YES_HELP],
  examples: ['lemnis jobs cancel j0123 j0124', 'lemnis jobs cancel --tag Transcode --since 1h --dry-run'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      ...JOB_FILTER_OPTIONS,
      ...BULK_OPTIONS,
    })
    const filter = readJobFilter(values, context)
    const client = connect(context, { ...values, timeoutMs: BULK_TIMEOUT_MS })
    if (isFiltered(positionals, filter))
      return runBulk(context, {
        client,
        action: 'cancel',
        filter,
        options: optionsOf(values),
        confirmAbove: 0,
      })
    const cancelled: string[] = []
    for (const id of requireIds(positionals)) {
      try {
        cancelled.push((await client.post(cancelledSchema, pathOf(id, 'cancel'), {})).cancelled)
      } catch (error) {
        if (!(error instanceof CommandError)) throw error
        context.terminal.notice(error.message)
      }
    }
    if (values.json) printJson(context.terminal, { cancelled })
    else for (const id of cancelled) context.terminal.write(`The job ${id} was cancelled.\n`)
    return cancelled.length === positionals.length ? 0 : 1
  },
}

export const jobsRerun: Command = {
  summary: 'submit the requests of jobs again, as new jobs, and print their ids',
  usage: 'ID… [--edit] [--wait] | --state STATE [--code CODE] [--since TIME] … [--dry-run] [--rate N]',
  options: [
    '--edit             change the request of one job in $EDITOR first',
    WAIT_HELP,
    ...Object.values(JOB_FILTERS),
    ...BULK_HELP,
    YES_HELP,
  ],
  examples: [
    'lemnis jobs rerun j0123 --wait',
    'lemnis jobs rerun j0123 --edit',
    'lemnis jobs rerun --state Failed --code InternalError --since 1d --dry-run',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      ...JOB_FILTER_OPTIONS,
      ...BULK_OPTIONS,
      edit: { type: 'boolean' },
    })
    const filter = readJobFilter(values, context)
    if (isFiltered(positionals, filter)) {
      if (values.edit) throw usageError('--edit takes one job.')
      const client = connect(context, { ...values, timeoutMs: BULK_TIMEOUT_MS })
      return runBulk(context, {
        client,
        action: 'rerun',
        filter,
        options: optionsOf(values),
        confirmAbove: 0,
      })
    }
    const ids = requireIds(positionals)
    if (values.edit && ids.length > 1) throw usageError('--edit takes one job.')
    const client = connect(context, values)
    const jobs: Job[] = []
    for (const id of ids) {
      if (values.edit) jobs.push(...(await submitEdited(context, client, id)))
      else jobs.push(await client.post(jobSchema, pathOf(id, 'rerun'), {}))
    }
    return followJobs(context, { client, jobs, wait: values.wait, json: values.json })
  },
}

async function submitEdited(context: CommandContext, client: ApiClient, id: string): Promise<readonly Job[]> {
  const { bucket, request } = await readJob(client, id)
  const before = `${indentXml(request)}\n`
  await using edited = await editText(context, { name: `${id}.xml`, text: before })
  const { text } = edited
  if (text.trim() === '') throw new CommandError('The request is empty now: nothing was submitted.')
  if (text.trim() === before.trim()) throw new CommandError('Nothing was changed, and nothing was submitted.')
  try {
    return await submitRequest(client, { bucket, request: parseRequest(text) })
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const file = edited.keep()
    throw new CommandError(
      `${error.message}\nThe edited request is ${file}: correct it, then "lemnis jobs submit ${file} --bucket ${bucket}".`,
    )
  }
}

/** Whether the jobs are chosen by a filter. Throws CommandError for one beside ids. */
function isFiltered(ids: readonly string[], filter: object): boolean {
  const has = Object.keys(filter).length > 0
  if (has && ids.length > 0) throw usageError('Give ids, or filters, not both.')
  return has
}

/** An option that was not given is there, too. */
const optionsOf = (values: Omit<BulkOptions, 'rate' | 'json'> & Partial<BulkOptions>): BulkOptions => ({
  ...values,
  rate: values.rate,
  json: values.json,
})

function requireIds(positionals: readonly string[]): readonly string[] {
  if (positionals.length === 0)
    throw usageError('Give the id of a job. Filters such as --tag choose several.')
  return positionals
}

const pathOf = (id: string, verb: string): string => `jobs/${encodeURIComponent(id)}/${verb}`
