import { templateDetailSchema, templatePageSchema } from '../../api-schemas/templates.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { plainFields } from '../format/record-table.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { pageCommand } from '../page-command.ts'

export const templatesList = pageCommand({
  summary: 'show templates, newest first, and those that come with the release',
  usage: '[--bucket NAME] [--tag TAG]',
  filters: {
    bucket: '--bucket NAME      of this bucket',
    tag: '--tag TAG          of this tag',
  },
  examples: ['lemnis templates list --bucket media-1250000000 --tag NoiseReduction'],
  path: 'templates',
  schema: templatePageSchema,
  pageOf: ({ templates: rows, next }) => ({ rows, next }),
  columns: [
    { title: 'ID', field: 'id' },
    { title: 'TAG', field: 'tag', shrinkTo: 8 },
    { title: 'NAME', field: 'name', shrinkTo: 12 },
    { title: 'CATEGORY', field: 'category' },
    { title: 'MADE', field: 'createdAt' },
    { title: 'UPDATED', field: 'updatedAt' },
    { title: 'BUCKET', field: 'bucket' },
  ],
  none: 'There are no templates.',
})

export const templatesShow: Command = {
  summary: 'show one template with its parameters',
  usage: 'ID|NAME',
  options: [],
  examples: ['lemnis templates show t10123', 'lemnis templates show clean-speech'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const id = requirePositional(positionals, 'the id or the name of a template')
    const path = `templates/${encodeURIComponent(id)}`
    const answer = await connect(context, values).get(templateDetailSchema, path)
    if (values.json) printJson(context.terminal, answer)
    else {
      const { request: _request, xml: _xml, ...template } = answer
      context.terminal.write(plainFields(template))
    }
    return 0
  },
}
