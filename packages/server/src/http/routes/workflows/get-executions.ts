import { listExecutions, type ExecutionFilter } from '../../../workflows/executions.ts'
import { EXECUTION_STATES } from '../../../workflows/tables.ts'
import { readRun } from '../../../engine/workflows/read-run.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import type { Query } from '../../../protocol/query.ts'
import { executionNode, listedExecutionNode } from '../../../protocol/workflows/workflow-shape.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { choiceParameter, optionalParameter, readCreationTimes, statesParameter } from '../read-parameters.ts'
import { cutPage, readListSize, readNextToken } from '../paging.ts'
import { responseReply } from '../response-reply.ts'

/** GET /workflowexecution/{RunId} */
export async function getExecutionRoute({ engine }: RouteContext, call: Call, runId: string): Promise<Reply> {
  const { execution, tasks } = await readRun(engine, requireBucket(call).id, runId)
  const { createdAt: createTime, objectKey: object } = execution
  const shown = executionNode({ ...execution, createTime, object, tasks, timeZone: engine.timeZone })
  return responseReply([['RequestId', call.requestId], shown])
}

/** GET /workflowexecution: a page of the runs of one workflow. NextToken is empty on the last one. */
export async function listExecutionsRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const size = readListSize(call.query)
  const filter = { ...readFilter(call.query), bucketId: bucket.id, limit: size + 1 }
  const found = await listExecutions(engine.db.reader, filter)
  const { page, nextToken } = cutPage(found, size)
  return responseReply([
    ['RequestId', call.requestId],
    ...page.map(({ createdAt: createTime, objectKey: object, ...execution }) =>
      listedExecutionNode({ ...execution, createTime, object, timeZone: engine.timeZone }),
    ),
    ['NextToken', nextToken],
  ])
}

function readFilter(query: Query): Omit<ExecutionFilter, 'bucketId' | 'limit'> {
  const workflowId = optionalParameter(query, 'workflowId')
  if (workflowId === undefined) throw new ProtocolError('InvalidArgument', 'workflowId is required.')
  return {
    workflowId,
    batchId: optionalParameter(query, 'jobId'),
    states: statesParameter(query, EXECUTION_STATES),
    fileName: optionalParameter(query, 'name'),
    ...readCreationTimes(query),
    newestFirst: choiceParameter(query, 'orderByTime', ['Desc', 'Asc']) !== 'Asc',
    after: readNextToken(query),
  }
}
