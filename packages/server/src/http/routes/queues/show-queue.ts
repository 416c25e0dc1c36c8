import type { BucketRecord } from '../../../buckets/store.ts'
import { queueNode } from '../../../protocol/jobs/queue-shape.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import type { QueueRecord } from '../../../queues/store.ts'
import type { RouteContext } from '../../route-context.ts'

export function showQueue(
  { engine }: RouteContext,
  bucket: BucketRecord,
  { queue, as }: { readonly queue: QueueRecord; readonly as: 'QueueList' | 'Queue' },
): XmlNode {
  return queueNode(as, {
    ...queue,
    bucketId: bucket.name,
    createTime: queue.createdAt,
    updateTime: queue.updatedAt,
    timeZone: engine.timeZone,
  })
}
