import { bucketListSchema, objectPageSchema } from '../../api-schemas/objects.ts'
import { shownBytes } from '../../base/show-bytes.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command, type CommandContext } from '../command.ts'
import type { ListedObject, ObjectPage } from '../objects/list-objects.ts'
import { readObjectName } from '../objects/object-name.ts'
import { LIMIT_HELP, PAGE_OPTIONS, readLimit } from '../page-options.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { writePage } from '../format/record-table.ts'

export const objectsLs: Command = {
  summary: 'list the objects of a bucket whose keys begin with a prefix, or the buckets',
  usage: '[BUCKET[/PREFIX]] [--delimiter D] [--after KEY] [--limit N]',
  options: [
    '--delimiter D      show keys up to its next occurrence behind the prefix once: / shows folders',
    '--after KEY        continue a list: only keys behind this one',
    LIMIT_HELP,
  ],
  examples: [
    'lemnis objects ls',
    'lemnis objects ls media-1250000000/in/ --delimiter /',
    'lemnis objects ls media-1250000000 --json',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      limit: PAGE_OPTIONS.limit,
      delimiter: { type: 'string' },
      after: { type: 'string' },
    })
    const [place, other] = positionals
    if (other !== undefined) throw usageError(`"${other}" is not expected here: give one BUCKET/PREFIX.`)
    const limit = readLimit(values.limit)
    const client = connect(context, values)
    if (place === undefined) {
      const answer = await client.get(bucketListSchema, 'buckets')
      if (values.json) printJson(context.terminal, answer)
      else writePage(context, { rows: answer.buckets, columns: BUCKET_COLUMNS, none: 'There is no bucket.' })
      return 0
    }
    const { bucket, key: prefix } = readObjectName(place)
    const { delimiter, after } = values
    const query = { bucket, prefix, delimiter, after, limit }
    const page = await client.get(objectPageSchema, 'objects', { query })
    if (values.json) printJson(context.terminal, page)
    else writeObjects(context, page)
    return 0
  },
}

const BUCKET_COLUMNS = [
  { title: 'NAME', field: 'name' },
  { title: 'REGION', field: 'region' },
  { title: 'MADE', field: 'createdAt' },
]

const COLUMNS = [
  { title: 'KEY', field: 'key', shrinkTo: 16 },
  { title: 'SIZE', field: 'size' },
  { title: 'MODIFIED', field: 'modifiedAt' },
  { title: 'TYPE', field: 'contentType', shrinkTo: 10 },
]

/** Folders and objects in the order of their keys, as they were listed. */
function writeObjects(context: CommandContext, { objects, prefixes, next }: ObjectPage): void {
  const { terminal } = context
  // For a program the bytes are enough.
  const forPeople = (object: ListedObject) => ({ ...object, size: shownBytes(object.bytes) })
  const rows = [
    ...prefixes.map((key) => ({ key })),
    ...(terminal.interactive ? objects.map(forPeople) : objects),
  ].toSorted((one, other) => (one.key < other.key ? -1 : 1))
  writePage(context, {
    rows,
    columns: COLUMNS,
    none: 'There is no such object.',
  })
  if (next !== null && terminal.interactive)
    terminal.write(terminal.paint(`More: --after ${JSON.stringify(next)}\n`, 'faint'))
}
