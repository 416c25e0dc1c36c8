import path from 'node:path'
import { linkSchema } from '../../api-schemas/objects.ts'
import { isDirectory } from '../../base/make-directory.ts'
import { connect } from '../api-client.ts'
import { usageError, type Command } from '../command.ts'
import { readObjectKey, readObjectName } from '../objects/object-name.ts'
import { printJson } from '../format/print-json.ts'
import { readArguments, requirePositional, SERVICE_OPTIONS } from '../read-arguments.ts'
import { readDuration } from '../read-time.ts'
import { escapeControlCharacters } from '../terminal.ts'
import { download, downloadFile, upload, uploadFile } from '../objects/transfer.ts'

const OBJECT = 'BUCKET/KEY of an object'

export const objectsGet: Command = {
  summary: 'download an object',
  usage: 'BUCKET/KEY [FILE]',
  options: [
    'FILE               where to: a file, a directory, or - for the standard output (the name of the key)',
  ],
  examples: [
    'lemnis objects get media-1250000000/out/talk.wav',
    'lemnis objects get media-1250000000/out/talk.wav - | ffprobe -',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const [name, target, ...others] = positionals
    const object = readObjectKey(
      requirePositional([...(name === undefined ? [] : [name]), ...others], OBJECT),
    )
    const client = connect(context, values)
    if (target === '-') {
      const bytes = await download(client, { object, to: process.stdout, end: false })
      context.terminal.notice(`${name ?? ''} was written to the standard output, ${bytes} bytes.`)
      return 0
    }
    const file = fileFor(target, path.posix.basename(object.key))
    const bytes = await downloadFile(client, { object, file })
    if (values.json) printJson(context.terminal, { ...object, file })
    else context.terminal.write(`${escapeControlCharacters(file)}  ${bytes} bytes\n`)
    return 0
  },
}

function fileFor(target: string | undefined, name: string): string {
  if (target === undefined) return name
  return isDirectory(target) || target.endsWith('/') ? path.join(target, name) : target
}

export const objectsPut: Command = {
  summary: 'upload a file as an object',
  usage: 'FILE BUCKET/KEY',
  options: [
    'FILE               a file, or - for the standard input',
    'BUCKET/KEY         with a slash at its end, the name of the file is added',
  ],
  examples: [
    'lemnis objects put talk.wav media-1250000000/in/',
    'lemnis objects put - media-1250000000/in/talk.wav < talk.wav',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, SERVICE_OPTIONS)
    const [file, name, ...others] = positionals
    if (file === undefined || name === undefined || others.length > 0)
      throw usageError('Give a file, and the BUCKET/KEY to upload it as.')
    const { bucket, key } = readObjectName(name)
    const isFolder = key === '' || key.endsWith('/')
    if (isFolder && file === '-') throw usageError('Give the whole key for what the standard input has.')
    const object = { bucket, key: isFolder ? key + path.basename(file) : key }
    const client = connect(context, values)
    const bytes =
      file === '-'
        ? await upload(client, { object, from: process.stdin })
        : await uploadFile(client, { object, file })
    if (values.json) printJson(context.terminal, object)
    else context.terminal.write(`${escapeControlCharacters(`${bucket}/${object.key}`)}  ${bytes} bytes\n`)
    return 0
  },
}

export const objectsUrl: Command = {
  summary: 'make a link that downloads an object (GET) without a key, until it expires',
  usage: 'BUCKET/KEY [--expires DURATION] [--put] [--key ID]',
  options: [
    '--expires DURATION 90s, 15m, 1h (the default), 2d; 7 days at most',
    '--put              a link that uploads it, with the method PUT. A link is for one method: "curl -I" gets 403',
    '--key ID           the SecretId that it is signed with, and ends with (that of the settings)',
  ],
  examples: [
    'lemnis objects url media-1250000000/out/talk.wav --expires 1d',
    'lemnis objects url media-1250000000/in/talk.wav --put',
  ],
  async run(context, args) {
    const { values, positionals } = readArguments(args, {
      ...SERVICE_OPTIONS,
      expires: { type: 'string' },
      put: { type: 'boolean' },
      key: { type: 'string' },
    })
    const object = readObjectKey(requirePositional(positionals, OBJECT))
    const expiresMs = values.expires === undefined ? undefined : readDuration(values.expires)
    if (values.expires !== undefined && expiresMs === undefined)
      throw usageError(`--expires is a duration such as 15m or 1d, not "${values.expires}".`)
    const client = connect(context, values)
    const { terminal } = context
    const answer = await client.post(linkSchema, 'objects/sign', {
      ...{ ...object, method: values.put ? 'PUT' : 'GET' },
      ...(expiresMs !== undefined && { expiresSeconds: Math.floor(expiresMs / 1_000) }),
      ...(values.key !== undefined && { secretId: values.key }),
    })
    const url = client.url.origin + answer.path
    if (values.json) printJson(terminal, { ...answer, url })
    else terminal.write(`${url}\n`)
    if (!answer.exists && !values.put) terminal.notice(`there is no object ${object.key} now.`)
    return 0
  },
}
