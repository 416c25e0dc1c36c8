import { closeService as close } from '../../../engine/queues/activate-service.ts'
import { serviceBucketNode } from '../../../protocol/jobs/bucket-service-shape.ts'
import type { ServiceName } from '../../../queues/families.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { responseReply } from '../response-reply.ts'

/** DELETE /mediabucket and its variants: jobs of that service are refused from then on. */
export async function closeServiceRoute(
  { engine }: RouteContext,
  call: Call,
  name: ServiceName,
): Promise<Reply> {
  const bucket = requireBucket(call)
  const createTime = await close(engine, bucket, name)
  const view = { bucketId: bucket.name, region: bucket.region, createTime, timeZone: engine.timeZone }
  return responseReply([
    ['RequestId', call.requestId],
    ['BucketName', bucket.name],
    serviceBucketNode(name, view, 'alone'),
  ])
}
