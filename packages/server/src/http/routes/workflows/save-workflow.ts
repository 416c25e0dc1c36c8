import {
  createWorkflow,
  readNodes,
  removeWorkflow,
  replaceWorkflow,
  setWorkflowState,
  type WorkflowContent,
} from '../../../engine/workflows/save-workflow.ts'
import { readWorkflow } from '../../../protocol/workflows/read-workflow.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import { bucketPlace, requireRight } from '../../operation.ts'
import type { Service } from '../../service.ts'
import { requireObjectRights } from '../objects/object-rights.ts'
import { refuseAddress } from '../refuse-address.ts'
import { responseReply } from '../response-reply.ts'
import { showWorkflow } from './show-workflow.ts'

/** POST /workflow */
export async function createWorkflowRoute(service: Service, call: Call): Promise<Reply> {
  const wanted = await readWanted(service, call)
  return answer(service, call, await createWorkflow(service.engine, wanted))
}

/** PUT /workflow/{id}: all of it is replaced; or, with ?active or ?paused, its state alone. */
export async function updateWorkflowRoute(service: Service, call: Call, workflowId: string): Promise<Reply> {
  const { query } = call
  const state = query.has('active') ? 'Active' : query.has('paused') ? 'Paused' : undefined
  if (state !== undefined) {
    const name = { bucketId: requireBucket(call).id, workflowId }
    return answer(service, call, await setWorkflowState(service.engine, name, state))
  }
  const wanted = await readWanted(service, call)
  return answer(service, call, await replaceWorkflow(service.engine, workflowId, wanted))
}

/** DELETE /workflow/{id} */
export async function deleteWorkflowRoute(service: Service, call: Call, workflowId: string): Promise<Reply> {
  await removeWorkflow(service.engine, { bucketId: requireBucket(call).id, workflowId })
  return responseReply([
    ['RequestId', call.requestId],
    ['WorkflowId', workflowId],
  ])
}

type Saved = Awaited<ReturnType<typeof createWorkflow>>

function answer(service: Service, call: Call, workflow: Saved): Reply {
  const shown = showWorkflow(service, requireBucket(call), { workflow, as: 'MediaWorkflow' })
  return responseReply([['RequestId', call.requestId], shown])
}

async function readWanted(service: Service, call: Call): Promise<WorkflowContent> {
  const bucket = requireBucket(call)
  const request = readWorkflow(await call.readXmlBody())
  refuseAddress(service, { path: 'Start.Input.NotifyConfig.Url', url: request.start.notify?.url })
  const wanted = { bucket, ...request }
  const keys = `${request.start.objectPrefix}*`
  requireRight(call, 'cos:GetObject', { ...bucketPlace(call), key: keys, keys })
  // What a variable stands for is not known yet, so that a key with one is asked about as it is written.
  for (const { tag, order } of await readNodes(service.engine.db.reader, service.engine, wanted))
    requireObjectRights(call, { tag, order, inputKey: undefined })
  return wanted
}
