import { ProtocolError } from '../../protocol/errors.ts'
import {
  checkKeyAt,
  invalidArgument,
  optionalChoice,
  pathOf,
  requiredPlace,
  type Place,
} from '../../protocol/read-fields.ts'
import type { OperationRequest } from '../../protocol/read-job-request.ts'
import { child, childrenNamed, childText } from '../../protocol/xml.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext, Touched } from '../tag.ts'
import { FLATTENS, FORMATS, Params, TYPES } from './params.ts'

/** The protocol's own limit. */
const MAX_KEYS = 1_000

/** The FileCompressConfig block. Throws InvalidArgument, and NotImplemented for what is documented and not done. */
export function readFileCompress(operation: OperationRequest, { keyAt }: ReadContext): Params {
  requireOutputObject(operation)
  const config = requiredPlace({ element: operation.element, path: 'Operation' }, 'FileCompressConfig')
  refuseAbsent(config)
  const format = optionalChoice(config, 'Format', FORMATS)
  if (format === undefined) throw invalidArgument(`${pathOf(config, 'Format')} is required.`)
  const flatten = optionalChoice(config, 'Flatten', FLATTENS)
  const type = optionalChoice(config, 'Type', TYPES)
  const ignoreError = optionalChoice(config, 'IgnoreError', ['true', 'false'])
  const sources = readSources(config, keyAt)
  if ((flatten === '2' || flatten === '3') && sources.prefix === undefined)
    throw invalidArgument(`${pathOf(config, 'Flatten')} can be ${flatten} only with a Prefix.`)
  return {
    format,
    ...sources,
    ...(flatten !== undefined && { flatten }),
    ...(type !== undefined && { type }),
    ...(ignoreError !== undefined && { ignoreError }),
  }
}

/** What a list names is known only when it is read: whoever names one may read the whole bucket. */
export function touchedByFileCompress(params: unknown): Touched {
  const { urlList, prefix, keys } = Params.parse(params)
  if (urlList) return { reads: [urlList.key, '*'] }
  return { reads: prefix === undefined ? keys : [`${prefix}*`] }
}

type Sources = Pick<Params, 'urlList' | 'prefix' | 'keys'>

/** Exactly one of the three ways to name objects. */
function readSources(config: Place, keyAt: ReadContext['keyAt']): Sources {
  const keys = readKeys(config)
  const prefix = childText(config.element, 'Prefix')
  const urlList = childText(config.element, 'UrlList')
  const given = [urlList, prefix, keys[0]].filter((source) => source !== undefined)
  if (given.length !== 1)
    throw invalidArgument(`${config.path} must have exactly one of UrlList, Prefix and Key.`)
  if (prefix !== undefined) checkKeyAt(pathOf(config, 'Prefix'), prefix)
  return {
    keys,
    ...(prefix !== undefined && { prefix }),
    ...(urlList !== undefined && { urlList: { text: urlList, key: keyOfList(config, urlList, keyAt) } }),
  }
}

/** The pages write the key of the list with a slash in front; some clients send its address. */
function keyOfList(config: Place, text: string, keyAt: ReadContext['keyAt']): string {
  const path = pathOf(config, 'UrlList')
  const key = /^https?:\/\//i.test(text) ? keyAt(path, text) : text.replace(/^\//, '')
  checkKeyAt(path, key)
  return key
}

function readKeys(config: Place): string[] {
  const path = pathOf(config, 'Key')
  const keys = new Set(childrenNamed(config.element, 'Key').map(({ text }) => text.trim()))
  keys.delete('')
  if (keys.size > MAX_KEYS) throw invalidArgument(`${path}: at most ${MAX_KEYS} objects can be named.`)
  for (const key of keys) checkKeyAt(path, key)
  return [...keys]
}

function refuseAbsent(config: Place): void {
  if (childText(config.element, 'CompressKey') !== undefined)
    throw notImplemented(config, 'CompressKey', 'archives are not encrypted')
  if (childrenNamed(config.element, 'KeyConfig').some((each) => child(each, 'Key')))
    throw notImplemented(config, 'KeyConfig', 'objects are named by Key, Prefix or UrlList')
}

function notImplemented(config: Place, name: string, reason: string): ProtocolError {
  return new ProtocolError('NotImplemented', `${pathOf(config, name)} is not implemented here: ${reason}.`)
}
