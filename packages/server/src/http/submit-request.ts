import type { BucketRecord } from '../buckets/store.ts'
import type { JobEngine } from '../engine/engine.ts'
import type { ShownJob } from '../engine/jobs/job-view.ts'
import { readOrders, type ReadOrder } from '../engine/jobs/read-order.ts'
import { submitJobs, type SubmittedOrder } from '../engine/jobs/submit.ts'
import { ProtocolError } from '../protocol/errors.ts'
import { readJobRequest, tagsNamed, type JobRequest } from '../protocol/jobs/read-job-request.ts'
import { keyOfUrl } from '../protocol/object-url.ts'
import type { XmlElement } from '../protocol/xml/xml.ts'
import type { TagRegistry } from '../tags/registry.ts'
import type { RouteContext } from './route-context.ts'
import { assertCallbackAddress } from './routes/assert-callback-address.ts'

export interface SubmitContext extends Pick<RouteContext, 'callbackAddresses'> {
  readonly engine: JobEngine
}

/** What a job reads and writes. */
export interface RequestedAccess {
  readonly tag: ReadOrder['tag']
  readonly order: ReadOrder['order']
  readonly inputKey: string | undefined
}

export interface RequestToSubmit {
  readonly bucket: BucketRecord
  /** The body of POST /jobs. */
  readonly body: XmlElement
  readonly traceparent?: string | undefined
  readonly idempotencyKey?: string | undefined
  /** Throws when the client may not read or write that. */
  readonly authorize?: (access: RequestedAccess) => void
}

/**
 * Reads a request and keeps its jobs, or none of them. Throws the protocol's error for a request that is invalid, not
 * implemented or not allowed, and what `submitJobs` throws.
 */
export async function submitRequest(
  context: SubmitContext,
  { bucket, body, traceparent, idempotencyKey, authorize }: RequestToSubmit,
): Promise<readonly ShownJob[]> {
  const { engine } = context
  const { tags } = engine
  assertRunnableTags(tags, tagsNamed(body))
  const request = readJobRequest(body)
  assertCallbackAddress(context, { path: 'CallBack', url: request.callback.url })
  const { callback, queueType, operations } = request
  const inputKey = readInputKey(request, bucket)
  const read = await readOrders(engine.db.reader, { bucket, tags, operations })
  const jobs = read.map(({ tag, level, order }): SubmittedOrder => {
    authorize?.({ tag, order, inputKey })
    return { tag, level, inputKey, order: { ...order, queueType, callback, traceparent } }
  })
  return submitJobs(engine, {
    bucket,
    queueId: request.queueId,
    accelerated: queueType === 'SpeedTranscoding',
    idempotencyKey,
    jobs,
  })
}

/** Checked before the rest of the body: its faults don't matter to a client whose tag is not supported. */
function assertRunnableTags(tags: TagRegistry, named: readonly string[]): void {
  for (const name of named) if (tags.isDocumented(name)) tags.find(name)
}

/** A job reads only objects of the request's own bucket, however they are named. */
function readInputKey({ input }: JobRequest, { name, region }: BucketRecord): string | undefined {
  const { object, url } = input
  if (input.bucket !== undefined && input.bucket !== name)
    throw new ProtocolError(
      'InvalidArgument',
      `Input is in ${input.bucket}, but jobs of ${name} read from it alone.`,
    )
  if (input.region !== undefined && input.region !== region)
    throw new ProtocolError(
      'InvalidArgument',
      `Input.Region is ${input.region}, but the bucket ${name} is in ${region}.`,
    )
  if (url === undefined) return object
  const key = keyOfUrl('Input.Url', url, name)
  if (object === undefined || object === key) return key
  throw new ProtocolError('InvalidArgument', 'Input.Object and Input.Url name different objects.')
}
