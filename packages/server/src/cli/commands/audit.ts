import { auditPageSchema } from '../../api-schemas/audit.ts'
import { pageCommand } from '../page-command.ts'

export const audit = pageCommand({
  summary: 'show what was changed, by whom and from where, and who signed in, newest first',
  usage: '[--who NAME] [--what ROUTE] [--since TIME]',
  filters: {
    who: '--who NAME         by this token or session of the console, as the list names it',
    what: '--what ROUTE       of this route or operation, as the list names it',
    since: '--since TIME       since then',
  },
  times: ['since'],
  examples: ['lemnis audit --since 1d', 'lemnis audit --what "POST /keys"'],
  path: 'audit',
  schema: auditPageSchema,
  pageOf: ({ entries, next }) => ({ rows: entries.map(toRow), next }),
  columns: [
    { title: 'WHEN', field: 'at' },
    { title: 'WHO', field: 'who' },
    { title: 'WHAT', field: 'what' },
    { title: 'TARGET', field: 'target', shrinkTo: 12 },
    { title: 'STATUS', field: 'status' },
    { title: 'FROM', field: 'address' },
    { title: 'TIMES', field: 'times' },
    { title: 'BODY', field: 'body', shrinkTo: 12 },
  ],
  none: 'Nothing was changed yet.',
})

/** The summary of a body is a text of one column. */
const toRow = <T extends { readonly body?: unknown }>(entry: T) => ({
  ...entry,
  body: entry.body == null ? null : JSON.stringify(entry.body),
})
