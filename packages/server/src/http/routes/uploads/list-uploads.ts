import { listUploads } from '../../../buckets/list-uploads.ts'
import { listMultipartUploadsResult } from '../../../protocol/objects/object-listings.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readDelimiter, readEncodesKeys, readLimit } from '../objects/list-parameters.ts'
import { xmlReply } from '../xml-reply.ts'

/** GET /?uploads: the multipart uploads in progress. */
export async function listUploadsRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { query } = call
  const listing = {
    prefix: query.get('prefix') ?? '',
    delimiter: readDelimiter(query),
    keyMarker: query.get('key-marker') ?? '',
    uploadIdMarker: query.get('upload-id-marker') ?? '',
    limit: readLimit(query, 'max-uploads'),
  }
  const encodesKeys = readEncodesKeys(query)
  const { uploads, commonPrefixes, next } = await listUploads(engine.db.reader, bucket.id, listing)
  return xmlReply(
    listMultipartUploadsResult({
      ...listing,
      bucket: bucket.name,
      maxUploads: listing.limit,
      encodesKeys,
      next,
      commonPrefixes,
      uploads,
    }),
  )
}
