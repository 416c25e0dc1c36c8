import { cancelRun } from '../../../engine/workflows/cancel-run.ts'
import { listExecutions, type ExecutionFilter } from '../../../workflows/executions.ts'
import { EXECUTION_STATES } from '../../../workflows/tables.ts'
import { readRun } from '../../../engine/workflows/read-run.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import type { Query } from '../../../protocol/query.ts'
import { executionNode, listedExecutionNode } from '../../../protocol/workflows/workflow-shape.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import {
  choiceParameter,
  countParameter,
  cutPage,
  optionalParameter,
  readCreationTimes,
  readNextToken,
  statesParameter,
} from '../read-parameters.ts'
import { responseReply } from '../response-reply.ts'

const DEFAULT_SIZE = 10
const MAX_SIZE = 100

/** GET /workflowexecution/{RunId} */
export async function getExecutionRoute({ engine }: RouteContext, call: Call, runId: string): Promise<Reply> {
  const { execution, tasks } = await readRun(engine, requireBucket(call).id, runId)
  const { createdAt: createTime, objectKey: object } = execution
  const shown = executionNode({ ...execution, createTime, object, tasks, timeZone: engine.timeZone })
  return responseReply([['RequestId', call.requestId], shown])
}

/** PUT /workflowexecution/{RunId}?cancel: ours, as the protocol has no call that ends a run. */
export async function cancelExecutionRoute(
  { engine }: RouteContext,
  call: Call,
  runId: string,
): Promise<Reply> {
  if (!call.query.has('cancel'))
    throw new ProtocolError('InvalidArgument', 'PUT /workflowexecution/{RunId} takes ?cancel, no more.')
  await cancelRun(engine, requireBucket(call).id, runId)
  return responseReply([['RequestId', call.requestId]])
}

/** GET /workflowexecution: a page of the runs of one workflow. NextToken is empty on the last one. */
export async function listExecutionsRoute({ engine }: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const size = countParameter(call.query, 'size', { fallback: DEFAULT_SIZE, max: MAX_SIZE })
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
