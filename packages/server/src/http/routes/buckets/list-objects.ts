import { listObjects } from '../../../buckets/store.ts'
import { listBucketResult } from '../../../protocol/objects/object-listings.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { readDelimiter, readEncodesKeys, readLimit } from '../objects/list-parameters.ts'
import { xmlReply } from '../xml-reply.ts'

/** GET /: the objects of a bucket in key order. */
export async function listObjectsRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { query } = call
  const listing = {
    prefix: query.get('prefix') ?? '',
    delimiter: readDelimiter(query),
    marker: query.get('marker') ?? '',
    limit: readLimit(query, 'max-keys'),
  }
  const encodesKeys = readEncodesKeys(query)
  const { rows, commonPrefixes, nextMarker } = await listObjects(engine.db.reader, bucket.id, listing)
  const result = listBucketResult({
    ...listing,
    bucket: bucket.name,
    maxKeys: listing.limit,
    encodesKeys,
    nextMarker,
    commonPrefixes,
    objects: rows,
  })
  return xmlReply(result, { 'x-cos-bucket-region': bucket.region })
}
