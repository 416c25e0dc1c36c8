import { ProtocolError } from '../../../protocol/errors.ts'
import { readTraceparent } from '../../../protocol/trace-context.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { submitRequest } from '../../submit-request.ts'
import { requireObjectRights } from '../objects/object-rights.ts'
import { showJobs } from './show-jobs.ts'
import { responseReply } from '../response-reply.ts'

/** POST /jobs and its variants: one job for each Operation, all stored before the response is sent. */
export async function createJobsRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const body = await call.readXmlBody()
  const jobs = await submitRequest(context, {
    bucket,
    body,
    traceparent: readTraceparent(call.headers['traceparent']),
    idempotencyKey: readIdempotencyKey(call.headers['idempotency-key']),
    authorize: (access) => {
      requireObjectRights(call, access)
    },
  })
  return responseReply(showJobs(context, bucket, jobs))
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
