import {
  accessKeyListSchema,
  accessKeySchema,
  createdKeySchema,
  deletedKeySchema,
  type AccessKeyJson,
} from '../../api-schemas/keys.ts'
import type { Answer } from '../answer.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command } from '../command.ts'
import { printJson } from '../format/print-json.ts'
import { LIMIT_OPTIONS, LIMIT_USAGE, readLimits } from '../key-limits.ts'
import { readInput } from '../read-input.ts'
import { assertNoPositionals, requirePositional, readArguments, SERVICE_OPTIONS } from '../read-arguments.ts'
import { formatTable, type Column } from '../format/text-table.ts'

const ID_ARGUMENT = 'the SecretId of a key'

export const keysList: Command = {
  summary: 'show the keys that clients sign with, never their secrets',
  usage: '',
  options: [],
  examples: ['lemnis keys list'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    assertNoPositionals(positionals)
    const answer = await connect(context, values).get(accessKeyListSchema, 'keys')
    if (values.json) printJson(context.terminal, answer)
    else if (answer.keys.length > 0)
      context.terminal.write(formatTable(answer.keys, COLUMNS, context.terminal))
    else context.terminal.write('There is no key beside the main one.\n')
    return 0
  },
}

const COLUMNS: readonly Column<Answer<AccessKeyJson>>[] = [
  { title: 'SECRET ID', value: ({ secretId }) => secretId },
  { title: 'NAME', value: ({ name }) => name, shrinkTo: 8 },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'BUCKETS', value: ({ buckets }) => buckets?.join(',') ?? 'all', shrinkTo: 8 },
  { title: 'LIMITED', value: ({ policy }) => (policy ? 'by a policy' : 'no'), shrinkTo: 8 },
  { title: 'MADE', value: ({ createdAt }) => createdAt },
]

export const keysCreate: Command = {
  summary: 'make a key, for everything or some of it, and show its secret once',
  usage: `--name NAME [--buckets A,B | ${LIMIT_USAGE}] [--secret-id ID --secret-key-file FILE]`,
  options: [
    '--name NAME             what it is called in lists',
    '--buckets A,B           the only buckets that it reaches; they need not exist yet (all)',
    '--bucket BUCKET         for this bucket alone, with',
    '--prefix P              for keys that begin so',
    '--actions A,B           for these, such as cos:GetObject,ci:* (all)',
    '--policy FILE           for what a policy says, version 2.0 in JSON; - is the standard input',
    '--secret-id ID          a pair that clients have already, with',
    '--secret-key-file FILE  its secret, in the first line of a file; - is the standard input',
  ],
  examples: [
    'lemnis keys create --name transcriber --buckets media-1250000000',
    'lemnis keys create --name reader --bucket media-1250000000 --prefix team-a/ --actions cos:GetObject',
    'lemnis keys create --name moved --secret-id AKIDexample01 --secret-key-file - < secret',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      name: { type: 'string' },
      buckets: { type: 'string' },
      ...LIMIT_OPTIONS,
      'secret-id': { type: 'string' },
      'secret-key-file': { type: 'string' },
    })
    assertNoPositionals(positionals)
    const { name, 'secret-id': secretId, 'secret-key-file': file } = values
    if (name === undefined) throw usageError('--name says what the key is called.')
    if ((secretId === undefined) !== (file === undefined)) {
      throw usageError('--secret-id and --secret-key-file go together.')
    }
    const buckets = values.buckets?.split(',').map((bucket) => bucket.trim())
    // Not an argument: every user who lists processes would read it.
    const secretKey = file === undefined ? undefined : await readSecret(file)
    const body = { name, buckets, ...(await readLimits(values)), secretId, secretKey }
    const { terminal } = context
    const answer = await connect(context, values).post(createdKeySchema, 'keys', body)
    if (values.json) {
      printJson(terminal, answer)
      return 0
    }
    terminal.write(`LEMNIS_SECRET_ID=${answer.secretId}\nLEMNIS_SECRET_KEY=${answer.secretKey}\n`)
    terminal.notice('this is the new key; its secret is not shown again.')
    return 0
  },
}

async function readSecret(file: string): Promise<string> {
  const [line = ''] = (await readInput(file)).split(/\r?\n/)
  return line
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
  const id = requirePositional(positionals, ID_ARGUMENT)
  const answer = await connect(context, values).patch(accessKeySchema, `keys/${encodeURIComponent(id)}`, {
    state,
  })
  if (values.json) printJson(context.terminal, answer)
  else context.terminal.write(formatTable([answer], COLUMNS, context.terminal))
  return 0
}

export const keysDelete: Command = {
  summary: 'delete a key; the temporary keys made from it end with it',
  usage: 'ID',
  options: [],
  examples: ['lemnis keys delete AKID0123'],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const id = requirePositional(positionals, ID_ARGUMENT)
    const answer = await connect(context, values).delete(deletedKeySchema, `keys/${encodeURIComponent(id)}`)
    if (values.json) printJson(context.terminal, answer)
    else context.terminal.write(`${answer.deleted} is deleted.\n`)
    return 0
  },
}
