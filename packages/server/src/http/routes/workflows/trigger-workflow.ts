import { triggerManually } from '../../../engine/workflows/trigger-manually.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import type { Query } from '../../../protocol/query.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import { bucketResource, requireRight } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { optionalParameter } from '../read-parameters.ts'
import { responseReply } from '../response-reply.ts'

const NAME_MAX_LENGTH = 128

/** POST or GET /triggerworkflow: starts a run on one object, whether the workflow is Active or Paused. */
export async function triggerWorkflowRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const workflowId = required(call.query, 'workflowId')
  const objectKey = required(call.query, 'object').replace(/^\//, '')
  // Not shown anywhere: the protocol has it for batches that this call once created.
  const name = optionalParameter(call.query, 'name') ?? ''
  if (name.length > NAME_MAX_LENGTH)
    throw new ProtocolError('InvalidArgument', `name must have at most ${NAME_MAX_LENGTH} characters.`)
  // The Java SDK sends the bare name with every trigger.
  if (optionalParameter(call.query, 'attachParam') !== undefined)
    throw new ProtocolError('NotImplemented', 'attachParam of a trigger is not offered by this service.')
  requireRight(call, 'cos:GetObject', { ...bucketResource(call), key: objectKey })
  const runId = await triggerManually(context.engine, { bucket, workflowId, objectKey })
  return responseReply([
    ['RequestId', call.requestId],
    ['InstanceId', runId],
  ])
}

function required(query: Query, name: string): string {
  const text = optionalParameter(query, name)
  if (text !== undefined) return text
  throw new ProtocolError('InvalidArgument', `${name} is required.`)
}
