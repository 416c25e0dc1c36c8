import { listParts } from '../../../buckets/parts.ts'
import { readUpload } from '../../../engine/objects/read-upload.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { listPartsResult } from '../../../protocol/objects/object-listings.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readEncodesKeys, readLimit } from '../objects/list-parameters.ts'
import { readUploadName } from './read-upload-name.ts'
import { xmlReply } from '../xml-reply.ts'

/** GET /{key}?uploadId=: the parts of an upload so far. */
export async function listPartsRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  const maxParts = readLimit(call.query, 'max-parts')
  const marker = readMarker(call)
  const encodesKeys = readEncodesKeys(call.query)
  const upload = await readUpload(engine.db.reader, readUploadName(call))
  const found = await listParts(engine.db.reader, upload.id, { after: marker, limit: maxParts + 1 })
  const parts = found.slice(0, maxParts)
  return xmlReply(
    listPartsResult({
      bucket: requireBucket(call).name,
      key: upload.key,
      uploadId: upload.uploadId,
      storageClass: upload.storageClass,
      partNumberMarker: marker,
      maxParts,
      encodesKeys,
      parts,
      isTruncated: found.length > maxParts && maxParts > 0,
    }),
  )
}

function readMarker({ query }: Call): number {
  const text = query.get('part-number-marker') ?? ''
  if (/^\d{0,5}$/.test(text)) return Number(text)
  throw new ProtocolError('InvalidArgument', 'part-number-marker must be the number of a part.')
}
