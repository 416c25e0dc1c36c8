import {
  assertObjectKeyAt,
  invalidArgument,
  notImplemented,
  optionalField,
  pathOf,
  textAt,
} from '../../protocol/xml/read-fields.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { readBlock } from '../parameters/read-block.ts'
import { present } from '../present.ts'
import type { Touched, TouchingOrder } from '../tag.ts'
import { FileUncompressBlock } from './block.ts'
import { Params } from './params.ts'
import { targetPrefix } from './target-prefix.ts'

const ABSENT = [
  ['UnCompressKey', 'encrypted archives are not unpacked'],
  ['Mode', 'an archive is unpacked as a whole'],
  ['DownloadConfig.Prefix', 'an archive is unpacked as a whole'],
  ['DownloadConfig.Key', 'an archive is unpacked as a whole'],
] as const

/** The FileUncompressConfig block, which may be absent. Throws InvalidArgument and NotImplemented. */
export function readFileUncompress({ tag, field, output }: OperationRequest): Params {
  if (!output) throw invalidArgument(`Operation.Output is required for ${tag}.`)
  const config = optionalField(field, 'FileUncompressConfig')
  if (!config) return {}
  for (const [name, reason] of ABSENT) {
    const [first = '', second] = name.split('.')
    const parent = second === undefined ? config : optionalField(config, first)
    if (!parent || textAt(parent, second ?? first) === undefined) continue
    throw notImplemented(pathOf(config, name), reason)
  }
  const block = readBlock(config, FileUncompressBlock)
  const prefix = block.Prefix?.replace(/^\//, '')
  if (prefix !== undefined && prefix !== '') assertObjectKeyAt(pathOf(config, 'Prefix'), prefix)
  return present({ prefix, prefixReplaced: block.PrefixReplaced })
}

export function touchedByFileUncompress(params: unknown, { inputKey, output }: TouchingOrder): Touched {
  if (!output) return {}
  const { region, bucket } = output
  const read = Params.parse(params)
  // In a workflow or a batch the archive is not known yet; all the targets begin with the prefix.
  const known = inputKey === undefined ? ({ ...read, prefixReplaced: '0' } as const) : read
  const prefix = targetPrefix(known, inputKey ?? '')
  return { writes: [{ region, bucket, object: `${prefix}*` }] }
}
