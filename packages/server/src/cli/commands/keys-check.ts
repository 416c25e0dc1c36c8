import { keyCheckSchema } from '../../api-schemas/keys.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command } from '../command.ts'
import { plainFields } from '../format/record-table.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { readInput } from '../read-input.ts'

export const keysCheck: Command = {
  summary: 'say whether a key may do something, and what decides it',
  usage: 'ID --action ACTION [--bucket BUCKET [--key KEY]] [--token-file FILE]',
  options: [
    '--action ACTION    such as cos:PutObject or ci:CreateMediaJobs',
    '--bucket BUCKET    where; only actions on the whole service need none',
    '--key KEY          of the object',
    '--token-file FILE  the token of a temporary key, in the first line; - is the standard input',
  ],
  examples: ['lemnis keys check AKID0123 --action cos:PutObject --bucket media-1250000000 --key in/talk.wav'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      action: { type: 'string' },
      bucket: { type: 'string' },
      key: { type: 'string' },
      'token-file': { type: 'string' },
    })
    const id = requirePositional(positionals, 'the SecretId of a key')
    const { action, bucket, key, 'token-file': file } = values
    if (action === undefined) throw usageError('--action says what the key wants to do.')
    // Not an argument: every user who lists processes would read it.
    const token = file === undefined ? undefined : (await readInput(file)).split(/\r?\n/)[0]
    const query = { action, bucket, key, token }
    const path = `keys/${encodeURIComponent(id)}/check`
    const answer = await connect(context, values).get(keyCheckSchema, path, { query })
    const { message, statement } = answer
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(`${message}\n${statement ? plainFields(statement) : ''}`)
    return answer.allowed ? 0 : 1
  },
}
