import { ProtocolError } from '../../../protocol/errors.ts'
import type { Query } from '../../../protocol/query.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import {
  CATEGORIES,
  QUEUE_CATEGORIES,
  type QueueCategory,
  type ServiceName,
} from '../../../queues/families.ts'
import { findQueues, listQueues } from '../../../queues/store.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { choiceParameter, listParameter } from '../read-parameters.ts'
import { pageNodes, readNumberedPage } from '../paging.ts'
import { responseReply } from '../response-reply.ts'
import { showQueue } from './show-queue.ts'

const MAX_IDS = 10

/** GET /queue and its variants: queues by id, or a page of those of one service. */
export async function listQueuesRoute(context: RouteContext, call: Call, of: ServiceName): Promise<Reply> {
  const ids = [
    ...new Set([...listParameter(call.query, 'queueIds'), ...listParameter(call.query, 'queueId')]),
  ]
  const found =
    ids.length > 0 ? await queuesById(context, call, ids) : await queuesOfService(context, call, of)
  return responseReply([['RequestId', call.requestId], ...found])
}

async function queuesById(
  context: RouteContext,
  call: Call,
  ids: readonly string[],
): Promise<readonly XmlNode[]> {
  const bucket = requireBucket(call)
  if (ids.length > MAX_IDS) {
    throw new ProtocolError('InvalidArgument', `At most ${MAX_IDS} queueIds can be asked for at once.`)
  }
  const queues = await findQueues(context.engine.db.reader, bucket.id, ids)
  const known = new Set(queues.map(({ queueId }) => queueId))
  return [
    ...queues.map((queue) => showQueue(context, bucket, { queue, as: 'QueueList' })),
    ...ids.filter((id) => !known.has(id)).map((id) => ['NonExistPIDs', id] as const),
  ]
}

async function queuesOfService(
  context: RouteContext,
  call: Call,
  of: ServiceName,
): Promise<readonly XmlNode[]> {
  const bucket = requireBucket(call)
  const { query } = call
  const page = readNumberedPage(query)
  const state = readState(query)
  const { total, queues } = await listQueues(context.engine.db.reader, {
    bucketId: bucket.id,
    categories: readCategories(query, of),
    state,
    offset: page.offset,
    limit: page.size,
  })
  return [
    ...pageNodes(page, total),
    ...queues.map((queue) => showQueue(context, bucket, { queue, as: 'QueueList' })),
  ]
}

/** The documentation of the older services has 1 for Active and 2 for Paused. */
function readState(query: Query): 'Active' | 'Paused' | undefined {
  const state = choiceParameter(query, 'state', ['All', 'Active', 'Paused', '0', '1', '2'])
  if (state === '1') return 'Active'
  if (state === '2') return 'Paused'
  return state === 'Active' || state === 'Paused' ? state : undefined
}

/** Only the media path has two kinds of queues. By default it lists the plain ones. */
function readCategories(query: Query, of: ServiceName): readonly QueueCategory[] {
  const own = QUEUE_CATEGORIES.filter((category) => CATEGORIES[category].service === of)
  const category = choiceParameter(query, 'category', ['CateAll', 'DocProcess', ...QUEUE_CATEGORIES])
  if (category === 'CateAll') return own
  if (category === undefined) return of === 'media' ? ['Transcoding'] : own
  // The documentation has two spellings of it.
  const requested = category === 'DocProcess' ? 'DocProcessing' : category
  return own.filter((candidate) => candidate === requested)
}
