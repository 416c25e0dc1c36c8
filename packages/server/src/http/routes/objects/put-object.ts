import { requireBucket, type Call, type Reply } from '../../call.ts'
import { putObject } from '../../../engine/objects/put-object.ts'
import { assertObjectKey } from '../../../protocol/object-key.ts'
import type { RouteContext } from '../../route-context.ts'
import { readIfTaken } from './read-if-taken.ts'
import { receiveBlob } from './receive-blob.ts'
import { readDescription } from './stored-headers.ts'

/** PUT /{key}: stores the body as an object. */
export async function putObjectRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { key } = call.target
  assertObjectKey(key)
  const description = readDescription(call.headers)
  const ifTaken = readIfTaken(call.headers)
  const blob = await receiveBlob(context, call)
  const object = await putObject(context.engine, {
    bucket,
    key,
    blob,
    ...description,
    ifTaken,
    cause: { event: 'Put', requestId: call.requestId },
  })
  return { status: 200, headers: { etag: `"${object.etag}"`, 'x-cos-hash-crc64ecma': object.crc64 } }
}
