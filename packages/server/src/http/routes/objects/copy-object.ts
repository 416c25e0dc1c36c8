import { blobOf, findObject, type ObjectRecord } from '../../../buckets/store.ts'
import { copyObject } from '../../../engine/objects/copy-object.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { assertObjectKey } from '../../../protocol/object-key.ts'
import { copyObjectResult } from '../../../protocol/objects/object-results.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readIfTaken } from './read-if-taken.ts'
import { assertCopyConditions, readCopySource, type CopySource } from './copy-source.ts'
import { readDescription, type Description } from './stored-headers.ts'
import { xmlReply } from '../xml-reply.ts'

/** PUT /{key} with x-cos-copy-source: a copy, with the headers of its source or with those of this request. */
export async function copyObjectRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { key } = call.target
  assertObjectKey(key)
  const source = await readCopySource(context, call)
  const replaces = readDirective(call)
  if (!replaces && isItself(source, { bucketId: bucket.id, key })) {
    throw new ProtocolError(
      'InvalidRequest',
      'An object can be copied onto itself only with x-cos-metadata-directive: Replaced.',
    )
  }
  const given = readDescription(call.headers)
  await assertNotDamaged(context, call, source)
  const object = await copyObject(context.engine, {
    source: { bucketId: source.bucket.id, key: source.key },
    target: { bucket, key, ifTaken: readIfTaken(call.headers) },
    requestId: call.requestId,
    describe: (found) => {
      assertCopyConditions(call, found)
      return replaces ? given : inherit(call, found, given)
    },
  })
  const headers = { etag: `"${object.etag}"`, 'x-cos-hash-crc64ecma': object.crc64 }
  return xmlReply(copyObjectResult(object), headers)
}

/** A copy is a row that shares the source's bytes: it must not promise bytes that are missing. */
async function assertNotDamaged(
  { engine, storage }: RouteContext,
  call: Call,
  source: CopySource,
): Promise<void> {
  const found = await findObject(engine.db.reader, source.bucket.id, source.key)
  if (found) await storage.compare(blobOf(found), 'size', call.signal)
}

function readDirective({ headers }: Call): boolean {
  const header = headers['x-cos-metadata-directive']
  const directive = typeof header === 'string' ? header.toLowerCase() : ''
  if (directive === '' || directive === 'copy') return false
  // The value is `Replaced`; SDKs modelled on another cloud send `REPLACE`.
  if (directive === 'replaced' || directive === 'replace') return true
  throw new ProtocolError('InvalidArgument', 'x-cos-metadata-directive must be Copy or Replaced.')
}

/** The storage class is that of the request even when the headers are copied. */
function inherit(call: Call, source: ObjectRecord, given: Description): Description {
  const hasOwnClass = call.headers['x-cos-storage-class'] !== undefined
  return { headers: source.headers, storageClass: hasOwnClass ? given.storageClass : source.storageClass }
}

function isItself(source: CopySource, target: { bucketId: number; key: string }): boolean {
  return source.bucket.id === target.bucketId && source.key === target.key
}
