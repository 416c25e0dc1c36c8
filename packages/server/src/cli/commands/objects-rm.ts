import { objectPageSchema } from '../../api-schemas/objects.ts'
import { shownBytes } from '../../base/show-bytes.ts'
import { connect, type ApiClient } from '../api-client.ts'
import { CommandError, usageError, type Command, type CommandContext } from '../command.ts'
import { deleteKeys, deletePrefix, listAllObjects, type KeyPrefix } from '../objects/list-objects.ts'
import { readObjectKey, readObjectName } from '../objects/object-name.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'

export const objectsRm: Command = {
  summary: 'delete an object, or all whose keys begin with a prefix',
  usage: 'BUCKET/KEY | BUCKET/PREFIX --recursive [--yes]',
  options: [
    '--recursive        all objects whose keys begin like this',
    "--yes              don't ask before that",
  ],
  examples: [
    'lemnis objects rm media-1250000000/in/talk.wav',
    'lemnis objects rm media-1250000000/in/ --recursive --yes',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      recursive: { type: 'boolean' },
      yes: { type: 'boolean' },
    })
    const text = requirePositional(positionals, 'BUCKET/KEY of an object')
    if (values.yes && !values.recursive) throw usageError('--yes goes with --recursive.')
    const { bucket, key } = values.recursive ? readObjectName(text) : readObjectKey(text)
    const client = connect(context, values)
    const place = { bucket, prefix: key }
    if (values.recursive && !values.yes && !(await confirmAll(context, client, place))) return 1
    const deleted = values.recursive
      ? await deletePrefix(client, place)
      : await deleteKeys(client, { bucket, keys: [key] })
    if (values.json) printJson(context.terminal, { deleted })
    else if (deleted > 0) context.terminal.write(`${plural(deleted)} deleted.\n`)
    if (deleted > 0) return 0
    const more = values.recursive ? '' : await hintAtPrefix(client, place)
    context.terminal.notice(`there is no object ${text}.${more}`)
    return 1
  },
}

async function hintAtPrefix(client: ApiClient, place: KeyPrefix): Promise<string> {
  const { objects } = await client.get(objectPageSchema, 'objects', { query: { ...place, limit: 1 } })
  return objects.length === 0 ? '' : ' --recursive deletes the objects whose keys begin like this.'
}

async function confirmAll(context: CommandContext, client: ApiClient, place: KeyPrefix): Promise<boolean> {
  let count = 0
  let bytes = 0
  for await (const objects of listAllObjects(client, place)) {
    count += objects.length
    for (const object of objects) bytes += object.bytes
  }
  // Nothing to ask about: the deletion says that there is none.
  if (count === 0) return true
  const what = `${plural(count)} (${shownBytes(bytes)}) of ${place.bucket} would be deleted.`
  const answer = await context.terminal.confirm(`${what} Go on?`)
  if (answer !== undefined) return answer
  throw new CommandError(`${what} Add --yes to do it.`)
}

const plural = (count: number): string => `${count} object${count === 1 ? '' : 's'}`
