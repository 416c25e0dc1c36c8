import type { PartRecord } from '../../buckets/parts.ts'
import { chooseParts, completeUpload } from '../../engine/complete-upload.ts'
import { readUpload } from '../../engine/read-upload.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { completeMultipartUploadResult } from '../../protocol/object-results.ts'
import { readCompleteUpload } from '../../protocol/read-object-requests.ts'
import type { PartBlob } from '../../storage/storage.ts'
import { requireBucket, type Call, type Reply } from '../call.ts'
import type { Service } from '../service.ts'
import { readUploadName } from './upload-name.ts'
import { xmlReply } from './xml-reply.ts'

/** POST /{key}?uploadId=: makes one object of the parts of an upload. */
export async function completeUploadRoute(service: Service, call: Call): Promise<Reply> {
  const { engine, storage } = service
  const bucket = requireBucket(call)
  const name = readUploadName(call)
  const wanted = readCompleteUpload(await call.readXmlBody())
  const upload = await readUpload(engine.db.reader, name)
  const parts = await chooseParts(engine.db.reader, upload, wanted)
  const blob = await joinParts(service, parts, call.signal)
  const object = await completeUpload(engine, { bucket, upload, parts, blob }).catch(
    async (error: unknown) => {
      if (error instanceof ProtocolError && parts.length > 1) await storage.delete(blob.id)
      throw error
    },
  )
  return xmlReply(
    completeMultipartUploadResult({
      location: `http://${call.target.host}${call.target.rawPath}`,
      bucket: bucket.name,
      key: object.key,
      etag: object.etag,
    }),
    { 'x-cos-hash-crc64ecma': object.crc64 },
  )
}

/** A single part is the object as it stands; more are copied into one. */
async function joinParts(
  { storage }: Service,
  parts: readonly PartRecord[],
  signal: AbortSignal,
): Promise<PartBlob> {
  const blobs = parts.map(({ blobId, size, crc64 }) => ({ id: blobId, size, crc64 }))
  const only = blobs.length === 1 ? blobs[0] : undefined
  return only ?? storage.compose(blobs, signal)
}
