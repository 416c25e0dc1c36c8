import { batchDetailSchema } from '../../api-schemas/batches.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { chooseBucket } from '../objects/choose-bucket.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { REQUEST_FILE_HELP, sendFile } from '../request-file.ts'

export const batchesCreate: Command = {
  summary: 'start a batch from the body of POST /inventorytriggerjob, and print its id',
  usage: 'FILE [--bucket NAME]',
  options: [REQUEST_FILE_HELP, '--bucket NAME      that of its objects; else the first of LEMNIS_BUCKETS'],
  examples: ['lemnis batches create batch.xml', 'lemnis batches create - < batch.json'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, { ...SERVICE_OPTIONS, bucket: { type: 'string' } })
    const file = requirePositional(positionals, 'the file of a request')
    const client = connect(context, values)
    const made = await sendFile(file, async (request) => {
      const bucket = values.bucket ?? (await chooseBucket(client, undefined)).name
      return client.post(batchDetailSchema, 'batches', { bucket, request })
    })
    if (values.json) printJson(context.terminal, made)
    else context.terminal.write(`${made.id}\n`)
    return 0
  },
}
