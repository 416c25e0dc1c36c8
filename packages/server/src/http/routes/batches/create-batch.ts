import type { BatchInput } from '../../../protocol/batches/read-batch.ts'
import { readTraceparent } from '../../../protocol/trace-context.ts'
import { submitBatch } from '../../batch-request.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import { bucketResource, requireRight } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { requireObjectRights } from '../objects/object-rights.ts'
import { showBatch } from './get-batches.ts'
import { responseReply } from '../response-reply.ts'

/** POST /inventorytriggerjob: stored before the response is sent, and advanced by any worker process. */
export async function createBatchRoute(context: RouteContext, call: Call): Promise<Reply> {
  const requested = {
    bucket: requireBucket(call),
    body: await call.readXmlBody(),
    traceparent: readTraceparent(call.headers['traceparent']),
    authorizeInput: (input: BatchInput) => requireReading(call, input),
    // The values of variables are not known yet, so a key with variables is checked as it is written.
    authorizeJob: ({ tag, order }: Omit<Parameters<typeof requireObjectRights>[1], 'inputKey'>) =>
      requireObjectRights(call, { tag, order, inputKey: undefined }),
  }
  const batch = await submitBatch(context, requested, call.signal)
  return responseReply([['RequestId', call.requestId], showBatch(context, batch)])
}

/** The contents of a file are not known yet: it may name any object of the bucket. */
function requireReading(call: Call, { kind, value }: BatchInput): void {
  const resource = bucketResource(call)
  if (kind !== 'Prefix') requireRight(call, 'cos:GetObject', { ...resource, key: value })
  if (kind === 'Object') return
  const keys = kind === 'Prefix' ? `${value}*` : '*'
  requireRight(call, 'cos:GetObject', { ...resource, key: keys, keys })
}
