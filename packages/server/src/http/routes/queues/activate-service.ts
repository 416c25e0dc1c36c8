import type { BucketRecord } from '../../../buckets/store.ts'
import { closeService, openService } from '../../../engine/queues/activate-service.ts'
import { serviceBucketNode } from '../../../protocol/jobs/bucket-service-shape.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import type { ServiceName } from '../../../queues/families.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { responseReply } from '../response-reply.ts'

/** POST /mediabucket and its variants. */
export async function activateServiceRoute(
  context: RouteContext,
  call: Call,
  name: ServiceName,
): Promise<Reply> {
  const bucket = requireBucket(call)
  const createTime = await openService(context.engine, bucket, name)
  return responseReply([
    ['RequestId', call.requestId],
    showServiceBucket(context, bucket, { name, createTime }),
  ])
}

/** DELETE /mediabucket and its variants: jobs of that service are rejected from then on. */
export async function deactivateServiceRoute(
  context: RouteContext,
  call: Call,
  name: ServiceName,
): Promise<Reply> {
  const bucket = requireBucket(call)
  const createTime = await closeService(context.engine, bucket, name)
  return responseReply([
    ['RequestId', call.requestId],
    ['BucketName', bucket.name],
    showServiceBucket(context, bucket, { name, createTime }),
  ])
}

function showServiceBucket(
  { engine: { timeZone } }: RouteContext,
  { name: bucketId, region }: BucketRecord,
  { name, createTime }: { readonly name: ServiceName; readonly createTime: number },
): XmlNode {
  return serviceBucketNode(name, { bucketId, region, createTime, timeZone }, 'alone')
}
