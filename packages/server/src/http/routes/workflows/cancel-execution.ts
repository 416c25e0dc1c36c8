import { cancelRun } from '../../../engine/workflows/cancel-run.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { responseReply } from '../response-reply.ts'

/** PUT /workflowexecution/{RunId}?cancel: an extension, since the protocol has no call to cancel a run. */
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
