import { deletedTemplateSchema, templateDetailSchema } from '../../api-schemas/templates.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { chooseBucket } from '../objects/choose-bucket.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { REQUEST_FILE_HELP, sendFile } from '../request-file.ts'

export const templatesCreate: Command = {
  summary: 'create a template from the body of POST /template, and print its id',
  usage: 'FILE [--bucket NAME]',
  options: [REQUEST_FILE_HELP, '--bucket NAME      its bucket; else the first of LEMNIS_BUCKETS'],
  examples: ['lemnis templates create template.xml', 'lemnis templates create - < template.json'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, { ...SERVICE_OPTIONS, bucket: { type: 'string' } })
    const file = requirePositional(positionals, 'the file of a request')
    const client = connect(context, values)
    const made = await sendFile(file, async (request) => {
      const bucket = values.bucket ?? (await chooseBucket(client, undefined)).name
      return client.post(templateDetailSchema, 'templates', { bucket, request })
    })
    if (values.json) printJson(context.terminal, made)
    else context.terminal.write(`${made.id}\n`)
    return 0
  },
}

export const templatesDelete: Command = {
  summary: 'delete a template; jobs that were submitted with it keep its parameters',
  usage: 'ID|NAME',
  options: [],
  examples: ['lemnis templates delete clean-speech'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const id = requirePositional(positionals, 'the id or the name of a template')
    const path = `templates/${encodeURIComponent(id)}`
    const answer = await connect(context, values).delete(deletedTemplateSchema, path)
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(`The template ${answer.deleted} was deleted.\n`)
    return 0
  },
}
