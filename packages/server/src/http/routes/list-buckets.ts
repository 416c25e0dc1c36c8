import { listBuckets } from '../../buckets/store.ts'
import { listAllMyBucketsResult } from '../../protocol/object-listings.ts'
import type { Reply } from '../call.ts'
import type { Service } from '../service.ts'
import { xmlReply } from './xml-reply.ts'

const NOBODY = '0'

/** GET / on a host that names no bucket: all of them. */
export async function listBucketsRoute({ engine }: Service): Promise<Reply> {
  const buckets = await listBuckets(engine.db.reader)
  // An account is known by the digits that end the names of its buckets.
  const owner = buckets.at(0)?.name.split('-').at(-1) ?? NOBODY
  return xmlReply(listAllMyBucketsResult(owner, buckets))
}
