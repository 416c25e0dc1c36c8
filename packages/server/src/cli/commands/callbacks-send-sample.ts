import { callbackSchema, sampleSchema } from '../../api-schemas/callbacks.ts'
import { connect } from '../api-client.ts'
import type { Command } from '../command.ts'
import { describeSample } from '../format/describe-callback.ts'
import { withScheme } from '../http-address.ts'
import { printJson } from '../format/print-json.ts'
import { requirePositional, readArguments, readChoice, SERVICE_OPTIONS } from '../read-arguments.ts'

/** The longest deadline of an attempt, and what the answer itself may take. */
const TIMEOUT_MS = 70_000

export const callbacksSendSample: Command = {
  summary: 'send a signed sample to an address once, and show what came back',
  usage: 'URL [--event TaskFinish|WorkflowFinish] [--format XML|JSON]',
  options: [
    '--event NAME       TaskFinish (default) or WorkflowFinish',
    '--format FORMAT    XML (default) or JSON',
  ],
  examples: ['lemnis callbacks send-sample http://localhost:9000/callback --format JSON'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      event: { type: 'string' },
      format: { type: 'string' },
    })
    const url = withScheme(requirePositional(positionals, 'the address to send it to'))
    const event = readChoice('event', values.event, callbackSchema.shape.event.options) ?? 'TaskFinish'
    const format = readChoice('format', values.format, ['XML', 'JSON']) ?? 'XML'
    const client = connect(context, { ...values, timeoutMs: TIMEOUT_MS })
    const answer = await client.post(sampleSchema, 'callbacks/sample', { url, event, format })
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(describeSample(context, answer))
    return answer.attempt.outcome === 'delivered' ? 0 : 1
  },
}
