import type { PartRecord } from '../../../buckets/parts.ts'
import type { BucketRecord, ObjectRecord } from '../../../buckets/store.ts'
import type { UploadName } from '../../../buckets/uploads.ts'
import { chooseParts, completeUpload, findCompleted } from '../../../engine/objects/complete-upload.ts'
import { readUpload } from '../../../engine/objects/read-upload.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { completeMultipartUploadResult } from '../../../protocol/objects/object-results.ts'
import { readCompleteUpload, type NamedPart } from '../../../protocol/objects/read-object-requests.ts'
import type { PartBlob } from '../../../storage/storage.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readIfTaken } from '../objects/read-if-taken.ts'
import { readUploadName } from './read-upload-name.ts'
import { xmlReply } from '../xml-reply.ts'

/** POST /{key}?uploadId=: completes a multipart upload. */
export async function completeUploadRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const name = readUploadName(call)
  const requestedParts = readCompleteUpload(await call.readXmlBody())
  const object = await completeWithBytes(context, call, { bucket, name, requestedParts }).catch(
    async (error: unknown) => {
      const isOver = error instanceof ProtocolError && error.code === 'NoSuchUpload'
      const completed = isOver
        ? await findCompleted(context.engine.db.reader, name, requestedParts)
        : undefined
      if (completed) return completed
      throw error
    },
  )
  const location = `http://${call.target.host}${call.target.rawPath}`
  const { key, etag, crc64 } = object
  return xmlReply(completeMultipartUploadResult({ location, bucket: bucket.name, key, etag }), {
    'x-cos-hash-crc64ecma': crc64,
  })
}

interface Completion {
  readonly bucket: BucketRecord
  readonly name: UploadName
  readonly requestedParts: readonly NamedPart[]
}

async function completeWithBytes(
  context: RouteContext,
  call: Call,
  { bucket, name, requestedParts }: Completion,
): Promise<ObjectRecord> {
  const { engine, storage } = context
  const upload = await readUpload(engine.db.reader, name)
  const parts = await chooseParts(engine.db.reader, upload, requestedParts)
  const blob = await joinParts(context, parts, call.signal)
  const ifTaken = readIfTaken(call.headers)
  const { requestId } = call
  const completion = { bucket, upload, parts, blob, ifTaken, requestId }
  return completeUpload(engine, completion).catch(async (error: unknown) => {
    if (error instanceof ProtocolError && parts.length > 1) await storage.delete(blob.id)
    throw error
  })
}

/** A single part becomes the object as it is; several are copied into one. Throws DamagedBlobError. */
async function joinParts(
  { storage }: RouteContext,
  parts: readonly PartRecord[],
  signal: AbortSignal,
): Promise<PartBlob> {
  const blobs = parts.map(({ blobId, size, crc64 }) => ({ id: blobId, size, crc64 }))
  const only = blobs.length === 1 ? blobs[0] : undefined
  if (!only) return storage.compose(blobs, signal)
  await storage.compare(only, 'size', signal)
  return only
}
