import type { Call } from '../../call.ts'
import { knownNames, NONE_KNOWN, type Operation } from '../../operation.ts'
import { cancelBatchRoute } from './cancel-batch.ts'
import { createBatchRoute } from './create-batch.ts'
import { getBatchesRoute, listBatchesRoute } from './get-batches.ts'
import { methodNotAllowed } from '../method-not-allowed.ts'

const OF_BATCHES = knownNames(
  'type states workflowId jobId name startCreationTime endCreationTime orderByTime nextToken size',
)
const OF_BATCH = knownNames('cancel')

/** Returns the operation of a call on batches. Throws MethodNotAllowed. */
export function batchOperation(call: Call, id: string | undefined): Operation {
  const { method } = call
  const on = 'jobs'
  if (id === undefined) {
    if (method === 'POST')
      return { action: 'ci:CreateInventoryTriggerJob', on, known: NONE_KNOWN, run: createBatchRoute }
    if (method === 'GET')
      return { action: 'ci:DescribeInventoryTriggerJobs', on, known: OF_BATCHES, run: listBatchesRoute }
    throw methodNotAllowed(call)
  }
  if (method === 'GET') {
    return {
      action: 'ci:DescribeInventoryTriggerJob',
      on,
      known: NONE_KNOWN,
      run: (context, call) => getBatchesRoute(context, call, id),
    }
  }
  if (method === 'PUT') {
    return {
      action: 'ci:CancelInventoryTriggerJob',
      on,
      known: OF_BATCH,
      run: (context, call) => cancelBatchRoute(context, call, id),
    }
  }
  throw methodNotAllowed(call)
}
