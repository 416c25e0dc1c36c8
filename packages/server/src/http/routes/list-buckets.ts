import { listBuckets } from '../../buckets/store.ts'
import { reaches } from '../../protocol/may.ts'
import { listAllMyBucketsResult } from '../../protocol/object-listings.ts'
import type { Call, Reply } from '../call.ts'
import { rightsOf } from '../operation.ts'
import type { Service } from '../service.ts'
import { xmlReply } from './xml-reply.ts'

const NOBODY = '0'

/** GET / on a host that names no bucket: all that the key reaches. */
export async function listBucketsRoute({ engine }: Service, call: Call): Promise<Reply> {
  const rights = rightsOf(call)
  const all = await listBuckets(engine.db.reader)
  const buckets = all.filter(({ name }) => reaches(rights, name))
  // An account is known by the digits that end the names of its buckets.
  const owner = buckets.at(0)?.name.split('-').at(-1) ?? NOBODY
  return xmlReply(listAllMyBucketsResult(owner, buckets))
}
