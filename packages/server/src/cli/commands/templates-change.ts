import { deletedTemplateSchema, templateDetailSchema } from '../../api-schemas/templates.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { createCommand } from '../create-command.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'

export const templatesCreate = createCommand({
  summary: 'create a template from the body of POST /template, and print its id',
  route: 'templates',
  schema: templateDetailSchema,
  bucketHelp: 'its bucket',
  examples: ['lemnis templates create template.xml', 'lemnis templates create - < template.json'],
})

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
