import { initiateUpload } from '../../../engine/objects/initiate-upload.ts'
import { assertObjectKey } from '../../../protocol/object-key.ts'
import { initiateMultipartUploadResult } from '../../../protocol/objects/object-results.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readIfTaken } from '../objects/read-if-taken.ts'
import { readDescription } from '../objects/stored-headers.ts'
import { xmlReply } from '../xml-reply.ts'

/** POST /{key}?uploads: begins a multipart upload. */
export async function initiateUploadRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { key } = call.target
  assertObjectKey(key)
  const ifTaken = readIfTaken(call.headers)
  const description = readDescription(call.headers)
  const { uploadId } = await initiateUpload(engine, { bucket, key, ...description, ifTaken })
  return xmlReply(initiateMultipartUploadResult({ bucket: bucket.name, key, uploadId }))
}
