import { locationConstraint } from '../../../protocol/objects/object-results.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { xmlReply } from '../xml-reply.ts'

/** GET /?location: the region of a bucket. */
export function getBucketLocationRoute(_context: RouteContext, call: Call): Promise<Reply> {
  return Promise.resolve(xmlReply(locationConstraint(requireBucket(call).region)))
}
