import { connect, type ApiClient } from '../api-client.ts'
import { chooseBucket } from '../objects/choose-bucket.ts'
import { CommandError, type Command } from '../command.ts'
import { followJobs, WAIT_HELP, WAIT_OPTIONS } from '../jobs/follow-jobs.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { readInput } from '../read-input.ts'
import { submitText, type Job } from '../jobs/submit-request.ts'

export const jobsSubmit: Command = {
  summary: 'submit the jobs of a request, which is the body of POST /jobs, and print their ids',
  usage: 'FILE [--bucket NAME] [--wait]',
  options: [
    'FILE               the request in XML or JSON; - is the standard input',
    '--bucket NAME      the bucket of its input; else the first of LEMNIS_BUCKETS',
    WAIT_HELP,
  ],
  examples: [
    'lemnis jobs submit job.xml',
    'lemnis jobs submit - --bucket media-1250000000 --wait < job.json',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      ...WAIT_OPTIONS,
      bucket: { type: 'string' },
    })
    const file = requirePositional(positionals, 'the file of a request')
    const text = await readInput(file)
    const client = connect(context, values)
    const bucket = values.bucket ?? (await chooseBucket(client, undefined)).name
    const jobs = await submitNamed(client, { bucket, text, file })
    return followJobs(context, { client, jobs, wait: values.wait, json: values.json })
  },
}

/** Says which file it is that the service refuses. */
async function submitNamed(
  client: ApiClient,
  { bucket, text, file }: { readonly bucket: string; readonly text: string; readonly file: string },
): Promise<readonly Job[]> {
  try {
    return await submitText(client, { bucket, text })
  } catch (error) {
    if (!(error instanceof CommandError) || error.exitCode !== 2) throw error
    throw new CommandError(`${file === '-' ? 'standard input' : file}: ${error.message}`)
  }
}
