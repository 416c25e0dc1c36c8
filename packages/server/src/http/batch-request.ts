import type { BatchPlan, PlannedJob } from '../batches/plan.ts'
import type { BatchRecord } from '../batches/store.ts'
import type { BucketRecord } from '../buckets/store.ts'
import { createBatch } from '../engine/batches/create-batch.ts'
import { resolveBatchSource } from '../engine/batches/resolve-batch-source.ts'
import { readOrders, type ReadOrder } from '../engine/jobs/read-order.ts'
import { readBatch, type BatchInput, type BatchRequest } from '../protocol/batches/read-batch.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { XmlElement } from '../protocol/xml/xml.ts'
import type { Storage } from '../storage/storage.ts'
import { assertCallbackAddress } from './routes/assert-callback-address.ts'
import type { SubmitContext } from './submit-request.ts'

export interface RequestedBatch {
  readonly bucket: BucketRecord
  /** The body of POST /inventorytriggerjob. */
  readonly body: XmlElement
  readonly traceparent?: string | undefined
  /** Throws when the client may not read what the batch lists. */
  readonly authorizeInput?: (input: BatchInput) => void
  /** Throws when the client may not read or write what its jobs do. */
  readonly authorizeJob?: (read: ReadOrder) => void
}

/** Reads a batch and stores it. Throws the protocol's error, and what `createBatch` throws. */
export async function submitBatch(
  context: SubmitContext & { readonly storage: Storage },
  requested: RequestedBatch,
  signal: AbortSignal,
): Promise<BatchRecord> {
  const { engine, storage } = context
  const { bucket, body } = requested
  const request = readBatch(body, bucket.name)
  requested.authorizeInput?.(request.input)
  const job = await readJob(context, requested, request)
  const source = await resolveBatchSource({ db: engine.db.reader, storage, bucket }, request.input, signal)
  return createBatch(engine, {
    bucket,
    name: request.name,
    workflowId: request.workflowId,
    plan: { source, modified: modifiedOf(request, engine.clock.now()), job },
    request: request.sent,
  })
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
  context: SubmitContext,
  { bucket, traceparent, authorizeJob }: RequestedBatch,
  { job }: BatchRequest,
): Promise<PlannedJob | undefined> {
  if (!job) return undefined
  const { operation, queueId, callback } = job
  assertCallbackAddress(context, { path: 'Operation.CallBack', url: callback.url })
  const { db, tags } = context.engine
  const [read] = await readOrders(db.reader, { bucket, tags, operations: [operation] })
  if (!read) throw new Error('an operation was read as nothing')
  const { tag, level, order } = read
  if (tag.takesInput === false)
    throw new ProtocolError('InvalidArgument', `Operation.Tag is ${tag.name}, whose jobs read no object.`)
  authorizeJob?.(read)
  return { tag: tag.name, level, queueId, order: { ...order, callback, traceparent } }
}
