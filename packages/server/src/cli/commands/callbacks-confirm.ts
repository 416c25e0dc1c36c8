import { confirmedSchema } from '../../api-schemas/callbacks.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, readInteger, SERVICE_OPTIONS } from '../read-arguments.ts'

export const callbacksConfirm: Command = {
  summary: 'say that a receiver has callbacks, so that they are not sent any more',
  usage: 'ID… | --up-to SEQUENCE [--queue ID] [--endpoint ORIGIN]',
  options: [
    '--up-to SEQUENCE   all up to this one, of all queues and endpoints unless named',
    '--queue ID         with --up-to: of this queue alone',
    '--endpoint ORIGIN  with --up-to: to this endpoint alone',
  ],
  examples: [
    'lemnis callbacks confirm msg_0123 msg_0124',
    'lemnis callbacks confirm --up-to 1200 --endpoint https://hooks.example.com:443',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      'up-to': { type: 'string' },
      queue: { type: 'string' },
      endpoint: { type: 'string' },
    })
    const upTo = readInteger('up-to', values['up-to'], { least: 1, most: 1e12 })
    const byIds = positionals.length > 0
    if (byIds === (upTo !== undefined)) throw usageError('Give ids, or --up-to SEQUENCE.')
    const { queue, endpoint } = values
    if (byIds && (queue ?? endpoint) !== undefined)
      throw usageError('--queue and --endpoint go with --up-to.')
    const which = byIds ? { ids: positionals } : { upTo, queue, endpoint }
    // A person wants to know that a name is misspelt. A receiver that pulls confirms what may be gone.
    const body = { ...which, mustExist: true }
    const answer = await connect(context, values).post(confirmedSchema, 'callbacks/confirm', body)
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(`${answer.confirmed} confirmed.\n`)
    return 0
  },
}
