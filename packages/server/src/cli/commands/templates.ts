import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../print-json.ts'
import { noPositionals, readArguments, readWhole, SERVICE_OPTIONS } from '../read-arguments.ts'
import { recordTable } from '../record-table.ts'
import { templatePage } from '../wire.ts'

export const templatesList: Command = {
  summary: 'show the templates that clients made, newest first',
  usage: '[--bucket NAME] [--tag TAG] [--limit N]',
  options: [
    '--bucket NAME      of this bucket',
    '--tag TAG          of this tag',
    '--limit N          at most so many (50)',
    '--before N         only those of a smaller sequence: goes on where a list ended',
  ],
  examples: ['lemnis templates list --bucket media-1250000000 --tag NoiseReduction'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      bucket: { type: 'string' },
      tag: { type: 'string' },
      limit: { type: 'string' },
      before: { type: 'string' },
    })
    noPositionals(positionals)
    const { bucket, tag, before } = values
    const limit = readWhole('limit', values.limit, { least: 1, most: 500 }) ?? 50
    const query = { bucket, tag, before, limit }
    const answer = await connect(context, values).get(templatePage, 'templates', { query })
    const { terminal } = context
    if (values.json) printJson(terminal, answer)
    else terminal.write(recordTable(answer.templates, terminal) ?? 'There is no such template.\n')
    return 0
  },
}
