import {
  assertPaused,
  createWorkflow,
  readNodes,
  removeWorkflow,
  replaceWorkflow,
  setWorkflowState,
  type WorkflowContent,
} from '../../../engine/workflows/save-workflow.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import { bucketResource, requireRight } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { readWorkflowRequest } from '../../workflow-request.ts'
import { requireObjectRights } from '../objects/object-rights.ts'
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
  const wanted = { ...(await readRequest(context, call)), workflowId, assertReplaceable: assertPaused }
  return answer(context, call, await replaceWorkflow(context.engine, wanted))
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
  const requested = readWorkflowRequest(context, { bucket, body: await call.readXmlBody() })
  const keys = `${requested.start.objectPrefix}*`
  requireRight(call, 'cos:GetObject', { ...bucketResource(call), key: keys, keys })
  // The values of variables are not known yet, so a key with variables is checked as it is written.
  for (const { tag, order } of await readNodes(context.engine.db.reader, context.engine, requested))
    requireObjectRights(call, { tag, order, inputKey: undefined })
  return requested
}
