import { openService as open } from '../../../engine/queues/activate-service.ts'
import { serviceBucketNode } from '../../../protocol/jobs/bucket-service-shape.ts'
import type { ServiceName } from '../../../queues/families.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { responseReply } from '../response-reply.ts'

/** POST /mediabucket and its variants. */
export async function openServiceRoute(
  { engine }: RouteContext,
  call: Call,
  name: ServiceName,
): Promise<Reply> {
  const bucket = requireBucket(call)
  const createTime = await open(engine, bucket, name)
  const view = { bucketId: bucket.name, region: bucket.region, createTime, timeZone: engine.timeZone }
  return responseReply([['RequestId', call.requestId], serviceBucketNode(name, view, 'alone')])
}
