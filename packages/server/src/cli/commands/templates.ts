import { templatePageSchema } from '../../api-schemas/templates.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { PAGE_HELP, PAGE_OPTIONS, readLimit } from '../page-options.ts'
import { printJson } from '../print-json.ts'
import { assertNoPositionals, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { writePage, type RecordColumns } from '../record-table.ts'

const COLUMNS: RecordColumns = [
  { title: 'ID', field: 'id' },
  { title: 'TAG', field: 'tag', shrinkTo: 8 },
  { title: 'NAME', field: 'name', shrinkTo: 12 },
  { title: 'MADE', field: 'createdAt' },
  { title: 'UPDATED', field: 'updatedAt' },
  { title: 'BUCKET', field: 'bucket' },
]

export const templatesList: Command = {
  summary: 'show the templates that clients made, newest first',
  usage: '[--bucket NAME] [--tag TAG] [--limit N]',
  options: ['--bucket NAME      of this bucket', '--tag TAG          of this tag', ...PAGE_HELP],
  examples: ['lemnis templates list --bucket media-1250000000 --tag NoiseReduction'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      bucket: { type: 'string' },
      tag: { type: 'string' },
      ...PAGE_OPTIONS,
    })
    assertNoPositionals(positionals)
    const { bucket, tag, before } = values
    const query = { bucket, tag, before, limit: readLimit(values.limit) }
    const answer = await connect(context, values).get(templatePageSchema, 'templates', { query })
    if (values.json) printJson(context.terminal, answer)
    else {
      const { templates: rows, next } = answer
      writePage(context, { rows, columns: COLUMNS, none: 'There is no such template.', next })
    }
    return 0
  },
}
