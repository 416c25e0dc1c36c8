import { usageSchema } from '../../api-schemas/objects.ts'
import { shownBytes } from '../../base/show-bytes.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { writePage } from '../format/record-table.ts'
import { readObjectName } from '../objects/object-name.ts'
import { LIMIT_HELP, PAGE_OPTIONS, readLimit } from '../page-options.ts'
import { readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'

export const objectsDu: Command = {
  summary: 'show how many objects and bytes are below each folder of a bucket or prefix',
  usage: 'BUCKET[/PREFIX] [--after PREFIX] [--limit N]',
  options: ['--after PREFIX     continue a list: only folders behind this one', LIMIT_HELP],
  examples: ['lemnis objects du media-1250000000', 'lemnis objects du media-1250000000/out/ --json'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      limit: PAGE_OPTIONS.limit,
      after: { type: 'string' },
    })
    const [place, ...others] = positionals
    if (place === undefined || others.length > 0) throw usageError('Give one BUCKET/PREFIX.')
    const { bucket, key: prefix } = readObjectName(place)
    const query = { bucket, prefix, after: values.after, limit: readLimit(values.limit) }
    const { terminal } = context
    const usage = await connect(context, values).get(usageSchema, 'objects/usage', { query })
    if (values.json) {
      printJson(terminal, usage)
      return 0
    }
    const { total, next } = usage
    const rows = [...usage.prefixes, { prefix: 'total', ...total }].map((row) => ({
      ...row,
      objects: `${row.isLowerBound ? '≥ ' : ''}${row.objects}`,
      size: `${row.isLowerBound ? '≥ ' : ''}${shownBytes(row.bytes)}`,
    }))
    writePage(context, { rows, columns: COLUMNS, none: '' })
    if (next !== null && terminal.interactive)
      terminal.write(terminal.paint(`More: --after ${JSON.stringify(next)}\n`, 'faint'))
    return 0
  },
}

const COLUMNS = [
  { title: 'PREFIX', field: 'prefix', shrinkTo: 16 },
  { title: 'OBJECTS', field: 'objects' },
  { title: 'SIZE', field: 'size' },
]
