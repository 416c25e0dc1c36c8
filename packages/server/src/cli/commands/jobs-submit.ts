import { connect } from '../api-client.ts'
import { chooseBucket } from '../objects/choose-bucket.ts'
import type { Command } from '../command.ts'
import { followJobs, WAIT_HELP, WAIT_OPTIONS } from '../jobs/follow-jobs.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { REQUEST_FILE_HELP, sendFile } from '../request-file.ts'
import { submitRequest } from '../jobs/submit-request.ts'

export const jobsSubmit: Command = {
  summary: 'submit the jobs of a request, which is the body of POST /jobs, and print their ids',
  usage: 'FILE [--bucket NAME] [--wait]',
  options: [
    REQUEST_FILE_HELP,
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
    const client = connect(context, values)
    const jobs = await sendFile(file, async (request) => {
      const bucket = values.bucket ?? (await chooseBucket(client, undefined)).name
      return submitRequest(client, { bucket, request })
    })
    return followJobs(context, { client, jobs, wait: values.wait, json: values.json })
  },
}
