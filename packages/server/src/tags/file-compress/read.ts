import type { z } from 'zod'
import {
  assertObjectKeyAt,
  nonEmptyFields,
  invalidArgument,
  notImplemented,
  pathOf,
  requiredField,
  textAt,
  type FieldPath,
} from '../../protocol/xml/read-fields.ts'
import { assertAllRead } from '../../protocol/xml/assert-all-read.ts'
import type { OperationRequest } from '../../protocol/jobs/read-job-request.ts'
import { readBlock } from '../parameters/read-block.ts'
import { present } from '../present.ts'
import { requireOutputObject } from '../read-operation.ts'
import type { ReadContext, Touched } from '../tag.ts'
import { FileCompressBlock } from './block.ts'
import { Params, sourceOf } from './params.ts'

/** The FileCompressConfig block. Throws InvalidArgument, and NotImplemented for what is documented and not done. */
export function readFileCompress(operation: OperationRequest, { keyAt }: ReadContext): Params {
  requireOutputObject(operation)
  const config = requiredField(operation.field, 'FileCompressConfig')
  rejectAbsent(config)
  const block = readBlock(config, FileCompressBlock)
  const { Flatten: flatten } = block
  const sources = sourcesOf(block, config, keyAt)
  if ((flatten === '2' || flatten === '3') && sourceOf(sources).kind !== 'prefix')
    throw invalidArgument(`${pathOf(config, 'Flatten')} can be ${flatten} only with a Prefix.`)
  return {
    format: block.Format,
    ...sources,
    ...present({ flatten, type: block.Type, ignoreError: block.IgnoreError }),
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

function sourcesOf(
  { Prefix: prefix, UrlList: urlList, Key: keys = [] }: z.infer<typeof FileCompressBlock>,
  config: FieldPath,
  keyAt: ReadContext['keyAt'],
): Sources {
  if (prefix === undefined && urlList === undefined && keys.length === 0)
    throw invalidArgument(`${config.path} must have UrlList, Prefix or Key.`)
  return {
    keys: [...new Set(keys)],
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

function rejectAbsent(config: FieldPath): void {
  if (textAt(config, 'CompressKey') !== undefined)
    throw notImplemented(pathOf(config, 'CompressKey'), 'archives are not encrypted')
  // Objects are named by Key, Prefix or UrlList.
  for (const place of nonEmptyFields(config, 'KeyConfig')) assertAllRead(place)
}
