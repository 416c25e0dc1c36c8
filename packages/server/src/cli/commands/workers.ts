import { workerListSchema } from '../../api-schemas/workers.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { writePage } from '../format/record-table.ts'
import { assertNoPositionals, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'

export const workers: Command = {
  summary: 'show the processes that run jobs: where, since when, on which version, and how many they run',
  usage: '',
  options: [],
  examples: ['lemnis workers', 'lemnis workers --json'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    assertNoPositionals(positionals)
    const answer = await connect(context, values).get(workerListSchema, 'workers')
    if (values.json) printJson(context.terminal, answer)
    else
      writePage(context, {
        rows: answer.workers.map(({ queues, jobs: _, ...worker }) => ({
          ...worker,
          queues: queues?.join(',') ?? 'all',
        })),
        columns: [
          { title: 'HOST/PID', field: 'name' },
          { title: 'STATE', field: 'state' },
          { title: 'RUNNING', field: 'running' },
          { title: 'PLACES', field: 'places' },
          { title: 'STARTED', field: 'startedAt' },
          { title: 'VERSION', field: 'version' },
          { title: 'QUEUES', field: 'queues', shrinkTo: 8 },
          { title: 'SEEN', field: 'seenAt' },
        ],
        none: 'No process runs jobs.',
      })
    return 0
  },
}
