import type { BatchPlan, PlannedJob } from '../../../batches/plan.ts'
import { createBatch } from '../../../engine/batches/create-batch.ts'
import { readOrders } from '../../../engine/jobs/read-order.ts'
import { resolveBatchSource } from '../../../engine/batches/resolve-batch-source.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { readBatch, type BatchInput, type BatchRequest } from '../../../protocol/batches/read-batch.ts'
import { readTraceparent } from '../../../protocol/trace-context.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import { bucketResource, requireRight } from '../../operation.ts'
import type { RouteContext } from '../../route-context.ts'
import { requireObjectRights } from '../objects/object-rights.ts'
import { showBatch } from './get-batches.ts'
import { assertCallbackAddress } from '../assert-callback-address.ts'
import { responseReply } from '../response-reply.ts'

/** POST /inventorytriggerjob: stored before the response is sent, and advanced by any worker process. */
export async function createBatchRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const request = readBatch(await call.readXmlBody(), bucket.name)
  requireReading(call, request.input)
  const job = await readJob(context, call, request)
  const { engine, storage } = context
  const sourceOptions = { db: engine.db.reader, storage, bucket }
  const source = await resolveBatchSource(sourceOptions, request.input, call.signal)
  const batch = await createBatch(engine, {
    bucket,
    name: request.name,
    workflowId: request.workflowId,
    plan: { source, modified: modifiedOf(request, engine.clock.now()), job },
    request: request.sent,
  })
  return responseReply([['RequestId', call.requestId], showBatch(context, batch)])
}

/**
 * A listing by prefix ends with the objects of the time of the submit, so that outputs under the prefix are not
 * processed again. Objects that are named one by one are taken as they are, unless an interval is given.
 */
function modifiedOf({ input, modified }: BatchRequest, now: number): BatchPlan['modified'] {
  const { from, to } = modified
  if (input.kind === 'Prefix') return { from, to: Math.min(to ?? now, now) }
  return from === undefined && to === undefined ? undefined : modified
}

async function readJob(
  context: RouteContext,
  call: Call,
  { job }: BatchRequest,
): Promise<PlannedJob | undefined> {
  if (!job) return undefined
  const { operation, queueId, callback } = job
  assertCallbackAddress(context, { path: 'Operation.CallBack', url: callback.url })
  const source = { bucket: requireBucket(call), tags: context.tags, operations: [operation] }
  const [read] = await readOrders(context.engine.db.reader, source)
  if (!read) throw new Error('an operation was read as nothing')
  const { tag, level, order } = read
  if (tag.takesInput === false)
    throw new ProtocolError('InvalidArgument', `Operation.Tag is ${tag.name}, whose jobs read no object.`)
  // The values of variables are not known yet, so a key with variables is checked as it is written.
  requireObjectRights(call, { tag, order, inputKey: undefined })
  const traceparent = readTraceparent(call.headers['traceparent'])
  return { tag: tag.name, level, queueId, order: { ...order, callback, traceparent } }
}

/** The contents of a file are not known yet: it may name any object of the bucket. */
function requireReading(call: Call, { kind, value }: BatchInput): void {
  const resource = bucketResource(call)
  if (kind !== 'Prefix') requireRight(call, 'cos:GetObject', { ...resource, key: value })
  if (kind === 'Object') return
  const keys = kind === 'Prefix' ? `${value}*` : '*'
  requireRight(call, 'cos:GetObject', { ...resource, key: keys, keys })
}
