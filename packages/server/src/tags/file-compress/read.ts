import {
  assertObjectKeyAt,
  nonEmptyFields,
  invalidArgument,
  notImplemented,
  optionalChoice,
  pathOf,
  requiredField,
  textAt,
  textsAt,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import { assertAllRead } from '../../protocol/xml/assert-all-read.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext, Touched } from '../tag.ts'
import { FLATTENS, FORMATS, Params, sourceOf, TYPES } from './params.ts'

/** The protocol's own limit. */
const MAX_KEYS = 1_000

/** The FileCompressConfig block. Throws InvalidArgument, and NotImplemented for what is documented and not done. */
export function readFileCompress(operation: OperationRequest, { keyAt }: ReadContext): Params {
  requireOutputObject(operation)
  const config = requiredField(operation.field, 'FileCompressConfig')
  rejectAbsent(config)
  const format = optionalChoice(config, 'Format', FORMATS)
  if (format === undefined) throw invalidArgument(`${pathOf(config, 'Format')} is required.`)
  const flatten = optionalChoice(config, 'Flatten', FLATTENS)
  const type = optionalChoice(config, 'Type', TYPES)
  const ignoreError = optionalChoice(config, 'IgnoreError', ['true', 'false'])
  const sources = readSources(config, keyAt)
  if ((flatten === '2' || flatten === '3') && sourceOf(sources).kind !== 'prefix')
    throw invalidArgument(`${pathOf(config, 'Flatten')} can be ${flatten} only with a Prefix.`)
  return {
    format,
    ...sources,
    ...(flatten !== undefined && { flatten }),
    ...(type !== undefined && { type }),
    ...(ignoreError !== undefined && { ignoreError }),
  }
}

/** What a list names is known only when it is read: a job that names one may read the whole bucket. */
export function touchedByFileCompress(params: unknown): Touched {
  const source = sourceOf(Params.parse(params))
  switch (source.kind) {
    case 'list':
      return { reads: [source.key, '*'] }
    case 'prefix':
      return { reads: [`${source.prefix}*`] }
    case 'keys':
      return { reads: source.keys }
  }
}

type Sources = Pick<Params, 'urlList' | 'prefix' | 'keys'>

function readSources(config: FieldPath, keyAt: ReadContext['keyAt']): Sources {
  const keys = readKeys(config)
  const prefix = textAt(config, 'Prefix')
  const urlList = textAt(config, 'UrlList')
  if (prefix === undefined && urlList === undefined && keys.length === 0)
    throw invalidArgument(`${config.path} must have UrlList, Prefix or Key.`)
  if (prefix !== undefined) assertObjectKeyAt(pathOf(config, 'Prefix'), prefix)
  return {
    keys,
    ...(prefix !== undefined && { prefix }),
    ...(urlList !== undefined && { urlList: { text: urlList, key: keyOfList(config, urlList, keyAt) } }),
  }
}

/** The pages write the key of the list with a slash in front; some clients send its address. */
function keyOfList(config: FieldPath, text: string, keyAt: ReadContext['keyAt']): string {
  const path = pathOf(config, 'UrlList')
  const key = /^https?:\/\//i.test(text) ? keyAt(path, text) : text.replace(/^\//, '')
  assertObjectKeyAt(path, key)
  return key
}

function readKeys(config: FieldPath): string[] {
  const path = pathOf(config, 'Key')
  const keys = new Set(textsAt(config, 'Key'))
  if (keys.size > MAX_KEYS) throw invalidArgument(`${path}: at most ${MAX_KEYS} objects can be named.`)
  for (const key of keys) assertObjectKeyAt(path, key)
  return [...keys]
}

function rejectAbsent(config: FieldPath): void {
  if (textAt(config, 'CompressKey') !== undefined)
    throw notImplemented(pathOf(config, 'CompressKey'), 'archives are not encrypted')
  // Objects are named by Key, Prefix or UrlList.
  for (const place of nonEmptyFields(config, 'KeyConfig')) assertAllRead(place)
}
