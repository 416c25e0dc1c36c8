import { jobSchema } from '../../api-schemas/jobs.ts'
import { cancelledSchema } from '../../api-schemas/workflows.ts'
import { connect, type ApiClient } from '../api-client.ts'
import { CommandError, usageError, type Command, type CommandContext } from '../command.ts'
import { indentXml } from '../jobs/describe-job.ts'
import { editText } from '../jobs/edit-text.ts'
import { followJobs, WAIT_HELP, WAIT_OPTIONS } from '../jobs/follow-jobs.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { parseRequest } from '../request-file.ts'
import { submitRequest, type Job } from '../jobs/submit-request.ts'
import { readJob } from '../jobs/wait-for-job.ts'

export const jobsCancel: Command = {
  summary: 'cancel jobs that wait or run; nobody is called back',
  usage: 'ID…',
  options: [],
  examples: ['lemnis jobs cancel j0123', 'lemnis jobs cancel j0123 j0124'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const client = connect(context, values)
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
  usage: 'ID… [--edit] [--wait]',
  options: ['--edit             change the request of one job in $EDITOR first', WAIT_HELP],
  examples: ['lemnis jobs rerun j0123 --wait', 'lemnis jobs rerun j0123 --edit'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      ...WAIT_OPTIONS,
      edit: { type: 'boolean' },
    })
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

function requireIds(positionals: readonly string[]): readonly string[] {
  if (positionals.length === 0) throw usageError('Give the id of a job.')
  return positionals
}

const pathOf = (id: string, verb: string): string => `jobs/${encodeURIComponent(id)}/${verb}`
