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
import { bucketResource, requireRight } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { requireObjectRights } from '../objects/object-rights.ts'
import { assertCallbackAddress } from '../assert-callback-address.ts'
import { responseReply } from '../response-reply.ts'
import { showWorkflow } from './show-workflow.ts'

/** POST /workflow */
export async function createWorkflowRoute(context: RouteContext, call: Call): Promise<Reply> {
  const requested = await readRequest(context, call)
  return answer(context, call, await createWorkflow(context.engine, requested))
}

/** PUT /workflow/{id}: replaces all of it; or, with ?active or ?paused, only sets its state. */
export async function updateWorkflowRoute(
  context: RouteContext,
  call: Call,
  workflowId: string,
): Promise<Reply> {
  const { query } = call
  const state = query.has('active') ? 'Active' : query.has('paused') ? 'Paused' : undefined
  if (state !== undefined) {
    const name = { bucketId: requireBucket(call).id, workflowId }
    return answer(context, call, await setWorkflowState(context.engine, name, state))
  }
  const requested = await readRequest(context, call)
  return answer(context, call, await replaceWorkflow(context.engine, workflowId, requested))
}

/** DELETE /workflow/{id} */
export async function deleteWorkflowRoute(
  context: RouteContext,
  call: Call,
  workflowId: string,
): Promise<Reply> {
  await removeWorkflow(context.engine, { bucketId: requireBucket(call).id, workflowId })
  return responseReply([
    ['RequestId', call.requestId],
    ['WorkflowId', workflowId],
  ])
}

type Saved = Awaited<ReturnType<typeof createWorkflow>>

function answer(context: RouteContext, call: Call, workflow: Saved): Reply {
  const shown = showWorkflow(context, requireBucket(call), { workflow, as: 'MediaWorkflow' })
  return responseReply([['RequestId', call.requestId], shown])
}

async function readRequest(context: RouteContext, call: Call): Promise<WorkflowContent> {
  const bucket = requireBucket(call)
  const request = readWorkflow(await call.readXmlBody())
  assertCallbackAddress(context, { path: 'Start.Input.NotifyConfig.Url', url: request.start.notify?.url })
  const requested = { bucket, ...request }
  const keys = `${request.start.objectPrefix}*`
  requireRight(call, 'cos:GetObject', { ...bucketResource(call), key: keys, keys })
  // The values of variables are not known yet, so a key with variables is checked as it is written.
  for (const { tag, order } of await readNodes(context.engine.db.reader, context.engine, requested))
    requireObjectRights(call, { tag, order, inputKey: undefined })
  return requested
}
