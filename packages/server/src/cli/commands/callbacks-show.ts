import { callbackDetailSchema } from '../../api-schemas/callbacks.ts'
import { connect } from '../api-client.ts'
import { callbackBytes } from '../format/callback-bytes.ts'
import type { Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { requirePositional, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import {
  describeAttempt,
  describeCallback,
  describeHeaders,
  hasNextAttempt,
} from '../format/describe-callback.ts'

export const callbacksShow: Command = {
  summary: 'explain one callback: its state, and each attempt',
  usage: 'ID [--body]',
  options: ['--body             print its body and nothing else, byte for byte'],
  examples: ['lemnis callbacks show msg_0123', 'lemnis callbacks show msg_0123 --body > body.xml'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, { ...SERVICE_OPTIONS, body: { type: 'boolean' } })
    const id = requirePositional(positionals, 'the id of a callback, such as msg_0123')
    const found = await connect(context, values).get(
      callbackDetailSchema,
      `callbacks/${encodeURIComponent(id)}`,
    )
    const { terminal } = context
    if (values.json) {
      printJson(terminal, found)
    } else if (values.body) {
      terminal.writeBytes(callbackBytes(found))
    } else {
      terminal.write(describeCallback(context, found))
      // What was sent is in the attempts.
      if (hasNextAttempt(found))
        terminal.write(`\nheaders, as the next attempt would send them\n${describeHeaders(found.headers)}`)
      for (const attempt of found.attemptList) terminal.write(`\n${describeAttempt(context, attempt)}`)
      if (found.attemptList.length === 0) terminal.write('\nNo attempt was made yet.\n')
    }
    return 0
  },
}
