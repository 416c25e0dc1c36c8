import type { Call } from '../call.ts'
import type { Operation } from '../operation.ts'
import { cancelBatchRoute } from './cancel-batch.ts'
import { createBatchRoute } from './create-batch.ts'
import { getBatches, listBatchesRoute } from './get-batches.ts'
import { wrongMethod } from './wrong-method.ts'

/** What a call asks of batches. Throws MethodNotAllowed. */
export function batchOperation(call: Call, id: string | undefined): Operation {
  const { method } = call
  const on = 'jobs'
  if (id === undefined) {
    if (method === 'POST') return { action: 'ci:CreateInventoryTriggerJob', on, run: createBatchRoute }
    if (method === 'GET') return { action: 'ci:DescribeInventoryTriggerJobs', on, run: listBatchesRoute }
    throw wrongMethod(call)
  }
  if (method === 'GET') {
    return {
      action: 'ci:DescribeInventoryTriggerJob',
      on,
      run: (service, own) => getBatches(service, own, id),
    }
  }
  if (method === 'PUT') {
    return {
      action: 'ci:CancelInventoryTriggerJob',
      on,
      run: (service, own) => cancelBatchRoute(service, own, id),
    }
  }
  throw wrongMethod(call)
}
