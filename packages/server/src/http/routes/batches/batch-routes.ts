import type { Call } from '../../call.ts'
import { known, NONE_KNOWN, type Operation } from '../../operation.ts'
import { cancelBatchRoute } from './cancel-batch.ts'
import { createBatchRoute } from './create-batch.ts'
import { getBatchesRoute, listBatchesRoute } from './get-batches.ts'
import { wrongMethod } from '../wrong-method.ts'

const OF_BATCHES = known(
  'type states workflowId jobId name startCreationTime endCreationTime orderByTime nextToken size',
)
const OF_BATCH = known('cancel')

/** What a call asks of batches. Throws MethodNotAllowed. */
export function batchOperation(call: Call, id: string | undefined): Operation {
  const { method } = call
  const on = 'jobs'
  if (id === undefined) {
    if (method === 'POST')
      return { action: 'ci:CreateInventoryTriggerJob', on, known: NONE_KNOWN, run: createBatchRoute }
    if (method === 'GET')
      return { action: 'ci:DescribeInventoryTriggerJobs', on, known: OF_BATCHES, run: listBatchesRoute }
    throw wrongMethod(call)
  }
  if (method === 'GET') {
    return {
      action: 'ci:DescribeInventoryTriggerJob',
      on,
      known: NONE_KNOWN,
      run: (context, own) => getBatchesRoute(context, own, id),
    }
  }
  if (method === 'PUT') {
    return {
      action: 'ci:CancelInventoryTriggerJob',
      on,
      known: OF_BATCH,
      run: (context, own) => cancelBatchRoute(context, own, id),
    }
  }
  throw wrongMethod(call)
}
