import { workflowDetailSchema, workflowPageSchema } from '../../api-schemas/workflows.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { pageCommand } from '../page-command.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { plainFields, recordTable, type RecordColumns } from '../format/record-table.ts'

const NODES: RecordColumns = [
  { title: 'NODE', field: 'node' },
  { title: 'TYPE', field: 'type' },
  { title: 'NEXT', field: 'next', shrinkTo: 12 },
]
export const workflowsList = pageCommand({
  summary: 'show workflows, newest first',
  usage: '[--bucket NAME]',
  filters: { bucket: '--bucket NAME      of this bucket' },
  examples: ['lemnis workflows list --bucket media-1250000000'],
  path: 'workflows',
  schema: workflowPageSchema,
  pageOf: ({ workflows: rows, next }) => ({ rows, next }),
  columns: [
    { title: 'ID', field: 'id' },
    { title: 'NAME', field: 'name', shrinkTo: 12 },
    { title: 'STATE', field: 'state' },
    { title: 'MADE', field: 'createdAt' },
    { title: 'UPDATED', field: 'updatedAt' },
    { title: 'BUCKET', field: 'bucket' },
  ],
  none: 'There are no workflows yet.',
})

export const workflowsShow: Command = {
  summary: 'show one workflow with its graph',
  usage: 'ID|NAME',
  options: [],
  examples: ['lemnis workflows show w0123', 'lemnis workflows show clean-uploads'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const id = requirePositional(positionals, 'the id or the name of a workflow')
    const path = `workflows/${encodeURIComponent(id)}`
    const answer = await connect(context, values).get(workflowDetailSchema, path)
    const { terminal } = context
    if (values.json) {
      printJson(terminal, answer)
      return 0
    }
    const { nodes, topology, request: _request, xml: _xml, ...workflow } = answer
    const rows = nodes.map(({ next, ...node }) => ({ ...node, next: next.join(', ') }))
    terminal.write(plainFields(workflow))
    terminal.write(`\n${recordTable(rows, NODES, context)}`)
    terminal.write(`\n${plainFields(topology)}`)
    return 0
  },
}
