import type { z } from 'zod'
import { connect } from './api-client.ts'
import type { Command } from './command.ts'
import { printJson } from './format/print-json.ts'
import { chooseBucket } from './objects/choose-bucket.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from './read-arguments.ts'
import { REQUEST_FILE_HELP, sendFile } from './request-file.ts'

export interface Creation<T extends { readonly id: string }> {
  readonly summary: string
  /** Where it is posted to, below the root of the API. */
  readonly route: string
  readonly schema: z.ZodType<T>
  /** Whose bucket it is. */
  readonly bucketHelp: string
  readonly examples: readonly string[]
}

/** A command that creates what a request of the protocol describes, and prints its id. */
export function createCommand<T extends { readonly id: string }>({
  summary,
  route,
  schema,
  bucketHelp,
  examples,
}: Creation<T>): Command {
  return {
    summary,
    usage: 'FILE [--bucket NAME]',
    options: [REQUEST_FILE_HELP, `--bucket NAME      ${bucketHelp}; else the first of LEMNIS_BUCKETS`],
    examples,
    async run(context, args) {
      const { values, positionals } = readArguments(args, { ...SERVICE_OPTIONS, bucket: { type: 'string' } })
      const file = requirePositional(positionals, 'the file of a request')
      const client = connect(context, values)
      const made = await sendFile(file, async (request) => {
        const bucket = values.bucket ?? (await chooseBucket(client, undefined)).name
        return client.post(schema, route, { bucket, request })
      })
      if (values.json) printJson(context.terminal, made)
      else context.terminal.write(`${made.id}\n`)
      return 0
    },
  }
}
