import { readOrders } from '../../../engine/jobs/read-order.ts'
import { submitJobs, type SubmittedOrder } from '../../../engine/jobs/submit.ts'
import type { BucketRecord } from '../../../buckets/store.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { keyOfUrl } from '../../../protocol/object-url.ts'
import { readJobRequest, tagsNamed, type JobRequest } from '../../../protocol/jobs/read-job-request.ts'
import { readTraceparent } from '../../../protocol/trace-context.ts'
import type { TagRegistry } from '../../../tags/registry.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { requireObjectRights } from '../objects/object-rights.ts'
import { assertCallbackAddress } from '../assert-callback-address.ts'
import { showJobs } from './show-jobs.ts'
import { responseReply } from '../response-reply.ts'

/** POST /jobs and its variants: one job for each Operation, all stored before the response is sent. */
export async function createJobsRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const body = await call.readXmlBody()
  assertRunnableTags(context.tags, tagsNamed(body))
  const request = readJobRequest(body)
  const traceparent = readTraceparent(call.headers['traceparent'])
  assertCallbackAddress(context, { path: 'CallBack', url: request.callback.url })
  const { callback, queueType, operations } = request
  const inputKey = readInputKey(request, bucket)
  const read = await readOrders(context.engine.db.reader, { bucket, tags: context.tags, operations })
  const orders = read.map(({ tag, level, order }): SubmittedOrder => {
    requireObjectRights(call, { tag, order, inputKey })
    return { tag, level, inputKey, order: { ...order, queueType, callback, traceparent } }
  })
  const jobs = await submitJobs(context.engine, {
    bucket,
    queueId: request.queueId,
    accelerated: request.queueType === 'SpeedTranscoding',
    idempotencyKey: readIdempotencyKey(call.headers['idempotency-key']),
    jobs: orders,
  })
  return responseReply(showJobs(context, bucket, jobs))
}

/** Checked before the rest of the body: its faults don't matter to a client whose tag is not supported. */
function assertRunnableTags(tags: TagRegistry, named: readonly string[]): void {
  for (const name of named) if (tags.isDocumented(name)) tags.find(name)
}

const LONGEST_KEY = 255

/** An extension: the vendor has no such header, and its SDKs pass on custom headers. */
function readIdempotencyKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && /^[\x21-\x7e]+$/.test(header) && header.length <= LONGEST_KEY)
    return header
  throw new ProtocolError(
    'InvalidArgument',
    `Idempotency-Key must be one to ${LONGEST_KEY} visible ASCII characters.`,
  )
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
