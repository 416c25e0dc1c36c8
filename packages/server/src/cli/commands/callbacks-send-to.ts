import { sentSchema } from '../../api-schemas/callbacks.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command } from '../command.ts'
import { describeSample } from '../format/describe-callback.ts'
import { printJson } from '../format/print-json.ts'
import { withScheme } from '../http-address.ts'
import { readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'

/** The longest deadline of an attempt, and what the answer itself may take. */
const TIMEOUT_MS = 70_000

export const callbacksSendTo: Command = {
  summary: 'send a callback to another address once, and show what came back; nothing else changes',
  usage: 'ID URL',
  options: [],
  examples: ['lemnis callbacks send-to msg_0123 http://localhost:3000/callback'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const [id, url, ...others] = positionals
    if (id === undefined || url === undefined || others.length > 0)
      throw usageError('Give the id of a callback and an address.')
    const path = `callbacks/${encodeURIComponent(id)}/send`
    const client = connect(context, { ...values, timeoutMs: TIMEOUT_MS })
    const answer = await client.post(sentSchema, path, { url: withScheme(url) })
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(describeSample(context, answer))
    return answer.attempt.outcome === 'delivered' ? 0 : 1
  },
}
