import { blobOf, type ObjectRecord } from '../../../buckets/store.ts'
import { addHeaders } from '../../../engine/objects/add-headers.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import {
  HASH_TYPES,
  hashBytes,
  hashHeader,
  type Hash,
  type HashType,
} from '../../../tags/file-hash-code/hash-bytes.ts'
import { fileHashCodeResult } from '../../../tags/file-hash-code/show.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import { bucketResource, requireRight } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { findConditionally } from './find-conditionally.ts'
import { xmlReply } from '../xml-reply.ts'

/** The protocol's limits of this call; a job with Tag FileHashCode has neither. */
const MAX_BYTES = 128 * 1024 * 1024
const MAX_MS = 10_000

/** GET /{key}?ci-process=filehash: a hash of the bytes, which can also be stored as a header of the object. */
export async function hashObjectRoute(context: RouteContext, call: Call): Promise<Reply> {
  const { name, region } = requireBucket(call)
  const type = readType(call)
  const addsHeader = readAddsHeader(call)
  if (addsHeader) requireRight(call, 'cos:PutObject', { ...bucketResource(call), key: call.target.key })
  const { object, condition } = await findConditionally(context, call)
  if (condition === 'not modified') return { status: 304 }
  const hash = await hashObject(context, object, { type, signal: call.signal })
  if (addsHeader) await addHeaders(context.engine, object, { [hashHeader(type)]: hash.hex })
  return xmlReply([
    'Response',
    [
      fileHashCodeResult({ type, ...hash, object }, context.engine.timeZone),
      [
        'Input',
        [
          ['Bucket', name],
          ['Object', object.key],
          ['Region', region],
        ],
      ],
    ],
  ])
}

function readType({ query }: Call): HashType {
  const text = query.get('type')?.toUpperCase()
  const type = HASH_TYPES.find((candidate) => candidate === text)
  if (type) return type
  throw new ProtocolError('InvalidArgument', 'type must be one of md5, sha1, sha256.')
}

function readAddsHeader({ query }: Call): boolean {
  const text = query.get('addtoheader')?.toLowerCase() ?? ''
  if (text === 'true') return true
  if (text === '' || text === 'false') return false
  throw new ProtocolError('InvalidArgument', 'addtoheader must be true or false.')
}

async function hashObject(
  { storage }: RouteContext,
  object: ObjectRecord,
  { type, signal }: { readonly type: HashType; readonly signal: AbortSignal },
): Promise<Hash> {
  if (object.size >= MAX_BYTES) {
    const message = `The object has ${object.size} bytes, and this call hashes less than ${MAX_BYTES}; a job of Tag FileHashCode has no such limit.`
    throw new ProtocolError('ResourceNotSupported', message)
  }
  const late = AbortSignal.timeout(MAX_MS)
  try {
    return await hashBytes(storage.read(blobOf(object), undefined, AbortSignal.any([signal, late])), type)
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error
    const message = `Hashing took longer than ${MAX_MS} ms; a job of Tag FileHashCode has no such limit.`
    throw new ProtocolError('ServiceUnavailable', message, { cause: error })
  }
}
