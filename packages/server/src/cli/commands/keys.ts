import { readFileSync } from 'node:fs'
import { connect } from '../api-client.ts'
import { CommandError, usageError, type Command } from '../command.ts'
import { printJson } from '../print-json.ts'
import { noPositionals, onePositional, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { table } from '../table.ts'
import { accessKey, accessKeyGone, accessKeyList, accessKeyMade, type AccessKey } from '../wire.ts'

const AN_ID = 'the SecretId of a key'

export const keysList: Command = {
  summary: 'show the keys that clients sign with, never their secrets',
  usage: '',
  options: [],
  examples: ['lemnis keys list'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    noPositionals(positionals)
    const answer = await connect(context, values).get(accessKeyList, 'keys')
    if (values.json) printJson(context.terminal, answer)
    else if (answer.keys.length > 0) context.terminal.write(table(answer.keys, COLUMNS, context.terminal))
    else context.terminal.write('There is no key beside the main one.\n')
    return 0
  },
}

const COLUMNS = [
  { title: 'SECRET ID', value: ({ secretId }: AccessKey) => secretId },
  { title: 'NAME', value: ({ name }: AccessKey) => name, shrinkTo: 8 },
  { title: 'STATE', value: ({ state }: AccessKey) => state },
  {
    title: 'BUCKETS',
    value: ({ buckets }: AccessKey) => (buckets === null ? 'all' : buckets.join(',')),
    shrinkTo: 8,
  },
  { title: 'MADE', value: ({ createdAt }: AccessKey) => createdAt },
]

export const keysCreate: Command = {
  summary: 'make a key, for all buckets or some, and show its secret once',
  usage: '--name NAME [--buckets A,B] [--secret-id ID --secret-key-file FILE]',
  options: [
    '--name NAME             what it is called in lists',
    '--buckets A,B           the only buckets that it reaches; they need not exist yet (all)',
    '--secret-id ID          a pair that clients have already, with',
    '--secret-key-file FILE  its secret, in the first line of a file; - is the standard input',
  ],
  examples: [
    'lemnis keys create --name transcriber --buckets media-1250000000',
    'lemnis keys create --name moved --secret-id AKIDexample01 --secret-key-file - < secret',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      name: { type: 'string' },
      buckets: { type: 'string' },
      'secret-id': { type: 'string' },
      'secret-key-file': { type: 'string' },
    })
    noPositionals(positionals)
    const { name, 'secret-id': secretId, 'secret-key-file': file } = values
    if (name === undefined) throw usageError('--name says what the key is called.')
    if ((secretId === undefined) !== (file === undefined)) {
      throw usageError('--secret-id and --secret-key-file go together.')
    }
    const buckets = values.buckets?.split(',').map((bucket) => bucket.trim())
    // Not an argument: whoever lists processes would read it.
    const secretKey = file === undefined ? undefined : readSecret(file)
    const body = { name, buckets, secretId, secretKey }
    const { terminal } = context
    const answer = await connect(context, values).post(accessKeyMade, 'keys', body)
    if (values.json) {
      printJson(terminal, answer)
      return 0
    }
    terminal.write(`LEMNIS_SECRET_ID=${answer.secretId}\nLEMNIS_SECRET_KEY=${answer.secretKey}\n`)
    terminal.complain('this is the new key; its secret is not shown again.')
    return 0
  },
}

function readSecret(file: string): string {
  try {
    const text = readFileSync(file === '-' ? 0 : file, 'utf8')
    return text.split(/\r?\n/)[0] ?? ''
  } catch (error) {
    throw new CommandError(
      `${file} can't be read: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}

export const keysDisable: Command = {
  summary: 'let a key sign nothing until it is enabled again, nor the temporary keys made from it',
  usage: 'ID',
  options: [],
  examples: ['lemnis keys disable AKID0123'],
  run: (context, args) => setState('disabled', context, args),
}

export const keysEnable: Command = {
  summary: 'let a key sign again',
  usage: 'ID',
  options: [],
  examples: ['lemnis keys enable AKID0123'],
  run: (context, args) => setState('enabled', context, args),
}

async function setState(
  state: 'enabled' | 'disabled',
  ...[context, args]: Parameters<Command['run']>
): Promise<number> {
  const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
  const id = onePositional(positionals, AN_ID)
  const answer = await connect(context, values).patch(accessKey, `keys/${encodeURIComponent(id)}`, { state })
  if (values.json) printJson(context.terminal, answer)
  else context.terminal.write(table([answer], COLUMNS, context.terminal))
  return 0
}

export const keysDelete: Command = {
  summary: 'delete a key; the temporary keys made from it end with it',
  usage: 'ID',
  options: [],
  examples: ['lemnis keys delete AKID0123'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const id = onePositional(positionals, AN_ID)
    const answer = await connect(context, values).delete(accessKeyGone, `keys/${encodeURIComponent(id)}`)
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(`${answer.deleted} is deleted.\n`)
    return 0
  },
}
