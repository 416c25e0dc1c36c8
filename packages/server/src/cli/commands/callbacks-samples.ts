import { shownSampleSchema } from '../../api-schemas/callbacks.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { requirePositional, readArguments, readChoice, SERVICE_OPTIONS } from '../read-arguments.ts'

export const callbacksSamples: Command = {
  summary: 'print the callback that a job of a tag makes, with sample values',
  usage: 'TAG [--format XML|JSON]',
  options: [
    'TAG                such as Transcode; Workflow is the end of a run',
    '--format FORMAT    XML (default) or JSON',
  ],
  examples: ['lemnis callbacks samples NoiseReduction', 'lemnis callbacks samples Transcode --format JSON'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, { ...SERVICE_OPTIONS, format: { type: 'string' } })
    const tag = requirePositional(positionals, 'a tag')
    const format = readChoice('format', values.format, ['XML', 'JSON'])
    const path = `callbacks/samples/${encodeURIComponent(tag)}`
    const answer = await connect(context, values).get(shownSampleSchema, path, { query: { format } })
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(`${answer.body}\n`)
    return 0
  },
}
