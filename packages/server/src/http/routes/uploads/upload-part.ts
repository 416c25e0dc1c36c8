import { readUpload } from '../../../engine/objects/read-upload.ts'
import { readPartNumber } from '../../../protocol/objects/read-object-requests.ts'
import type { Call, Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { storePart } from './store-part.ts'
import { receiveBlob } from '../objects/receive-blob.ts'
import { readUploadName } from './read-upload-name.ts'

/** PUT /{key}?partNumber=&uploadId=: one part of an upload. */
export async function uploadPartRoute(context: RouteContext, call: Call): Promise<Reply> {
  const upload = readUploadName(call)
  const number = readPartNumber(call.query.get('partNumber') ?? '')
  // Checked before the bytes are read: an upload that does not exist must not cost 5 GiB of traffic.
  await readUpload(context.engine.db.reader, upload)
  const blob = await receiveBlob(context, call)
  const part = await storePart(context, { upload, number, blob })
  return { status: 200, headers: { etag: `"${part.etag}"`, 'x-cos-hash-crc64ecma': part.crc64 } }
}
