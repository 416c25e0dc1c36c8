import { listBuckets, type BucketRecord } from '../../../buckets/store.ts'
import { serviceBucketNode } from '../../../protocol/jobs/bucket-service-shape.ts'
import { reaches } from '../../../protocol/auth/is-allowed.ts'
import type { Query } from '../../../protocol/query.ts'
import { listActivations } from '../../../queues/activations.ts'
import type { ServiceName } from '../../../queues/families.ts'
import type { Call, Reply } from '../../call.ts'
import { rightsOf } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { pageNodes, readNumberedPage } from '../paging.ts'
import { listParameter, optionalParameter } from '../read-parameters.ts'
import { responseReply } from '../response-reply.ts'

/** GET /mediabucket and its variants: the key's buckets with the service, on the host of any bucket or of none. */
export async function listServiceBucketsRoute(
  { engine }: RouteContext,
  call: Call,
  name: ServiceName,
): Promise<Reply> {
  const page = readNumberedPage(call.query)
  const matches = bucketFilter(call.query)
  const rights = rightsOf(call)
  const activations = await listActivations(engine.db.reader, name)
  const buckets = (await listBuckets(engine.db.reader)).filter(
    (bucket) =>
      reaches(rights, bucket.name) && matches(bucket) && activations.get(bucket.id)?.state !== 'Closed',
  )
  const shown = buckets.slice(page.offset, page.offset + page.size)
  return responseReply([
    ['RequestId', call.requestId],
    ...pageNodes(page, buckets.length),
    ...shown.map((bucket) => {
      const createTime = activations.get(bucket.id)?.changed_at ?? bucket.createdAt
      const view = { bucketId: bucket.name, region: bucket.region, createTime, timeZone: engine.timeZone }
      return serviceBucketNode(name, view, 'listed')
    }),
  ])
}

function bucketFilter(query: Query): (bucket: BucketRecord) => boolean {
  const regions = listParameter(query, 'regions').filter((region) => region !== 'All')
  const names = listParameter(query, 'bucketNames')
  const prefix = optionalParameter(query, 'bucketName') ?? ''
  return ({ name, region }) =>
    (regions.length === 0 || regions.includes(region)) &&
    (names.length === 0 || names.includes(name)) &&
    name.startsWith(prefix)
}
