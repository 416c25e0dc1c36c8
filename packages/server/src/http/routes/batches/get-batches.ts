import { findBatches, listBatches, type BatchFilter } from '../../../batches/list-batches.ts'
import type { BatchRecord } from '../../../batches/store.ts'
import { BATCH_STATES } from '../../../batches/tables.ts'
import { batchNode } from '../../../protocol/batches/batch-shape.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import type { Query } from '../../../protocol/query.ts'
import type { XmlNode } from '../../../protocol/xml/xml.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import {
  choiceParameter,
  optionalParameter,
  readCreationTimes,
  statesParameter,
  splitList,
} from '../read-parameters.ts'
import { cutPage, readListSize, readNextToken } from '../paging.ts'
import { responseReply } from '../response-reply.ts'

const MAX_IDS = 50

export function showBatch({ engine }: RouteContext, batch: BatchRecord): XmlNode {
  const { createdAt: createTime, endedAt: endTime, ...rest } = batch
  return batchNode({ ...rest, createTime, endTime, timeZone: engine.timeZone })
}

/** GET /inventorytriggerjob/{id,id…}. The Go SDK reads unknown ids from another element than the documented one. */
export async function getBatchesRoute(context: RouteContext, call: Call, idList: string): Promise<Reply> {
  const ids = [...new Set(splitList(idList))]
  if (ids.length === 0 || ids.length > MAX_IDS)
    throw new ProtocolError('InvalidArgument', `One to ${MAX_IDS} ids of batches can be asked for at once.`)
  const found = await findBatches(context.engine.db.reader, requireBucket(call).id, ids)
  const byId = new Map(found.map((batch) => [batch.batchId, batch]))
  const unknown = ids.filter((id) => !byId.has(id))
  return responseReply([
    ['RequestId', call.requestId],
    ...ids.flatMap((id) => byId.get(id) ?? []).map((batch) => showBatch(context, batch)),
    ...unknown.map((id) => ['NonExistJobIds', id] as const),
    ...unknown.map((id) => ['NonExistJobId', id] as const),
  ])
}

/** GET /inventorytriggerjob: a page of this bucket's batches. NextToken is empty on the last one. */
export async function listBatchesRoute(context: RouteContext, call: Call): Promise<Reply> {
  const size = readListSize(call.query)
  const filter = { ...readFilter(call.query), bucketId: requireBucket(call).id, limit: size + 1 }
  const found = await listBatches(context.engine.db.reader, filter)
  const { page, nextToken } = cutPage(found, size)
  return responseReply([
    ['RequestId', call.requestId],
    ...page.map((batch) => showBatch(context, batch)),
    ['NextToken', nextToken],
  ])
}

function readFilter(query: Query): Omit<BatchFilter, 'bucketId' | 'limit'> {
  return {
    type: choiceParameter(query, 'type', ['Job', 'Workflow']),
    states: statesParameter(query, BATCH_STATES, ['Submitted', 'Pause']),
    workflowId: optionalParameter(query, 'workflowId'),
    batchId: optionalParameter(query, 'jobId'),
    name: optionalParameter(query, 'name'),
    ...readCreationTimes(query),
    newestFirst: choiceParameter(query, 'orderByTime', ['Desc', 'Asc']) !== 'Asc',
    after: readNextToken(query),
  }
}
