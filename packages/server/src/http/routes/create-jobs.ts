import { checkCallbackUrl } from '../../callbacks/address-guard.ts'
import { submitJobs, type SubmittedOrder } from '../../engine/submit.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import {
  readJobRequest,
  type CallbackRequest,
  type JobRequest,
  type OperationRequest,
} from '../../protocol/read-job-request.ts'
import { readTraceparent } from '../../protocol/trace-context.ts'
import { requireBucket, type Call, type Reply } from '../call.ts'
import { bucketPlace, requireRight } from '../operation.ts'
import type { Service } from '../service.ts'
import { showJobs } from './show-jobs.ts'
import { responseReply } from './response-reply.ts'

/** POST /jobs and its variants: one job for each Operation, all kept before the answer goes out. */
export async function createJobs(service: Service, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const request = readJobRequest(await call.readXmlBody())
  const traceparent = readTraceparent(call.headers['traceparent'])
  refuseCallbackAddress(service, request.callback)
  const orders = request.operations.map((operation) =>
    readOrder(service, { request, operation, traceparent }),
  )
  for (const order of orders) requireObjectRights(call, order)
  const jobs = await submitJobs(service.engine, {
    bucket,
    queueId: request.queueId,
    accelerated: request.queueType === 'SpeedTranscoding',
    idempotencyKey: readIdempotencyKey(call.headers['idempotency-key']),
    jobs: orders,
  })
  return responseReply(showJobs(service, bucket, jobs))
}

/**
 * Whoever lets the service read and write must be able to do both. Decided here, once: a job that was taken runs, also
 * when its signer's key is gone by then. Throws AccessDenied.
 */
function requireObjectRights(call: Call, { inputKey, order: { output } }: SubmittedOrder): void {
  if (inputKey !== undefined) requireRight(call, 'cos:GetObject', { ...bucketPlace(call), key: inputKey })
  if (output) {
    const { bucket, region, object: key } = output
    requireRight(call, 'cos:PutObject', { bucket, region, key })
  }
}

const LONGEST_KEY = 255

/** Ours: the vendor has no such header, and its SDKs pass on what they are given. */
function readIdempotencyKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined
  if (typeof header === 'string' && /^[\x21-\x7e]+$/.test(header) && header.length <= LONGEST_KEY)
    return header
  throw new ProtocolError(
    'InvalidArgument',
    `Idempotency-Key must be one to ${LONGEST_KEY} visible ASCII characters.`,
  )
}

interface OrderSource {
  readonly request: JobRequest
  readonly operation: OperationRequest
  readonly traceparent: string | undefined
}

function readOrder(service: Service, { request, operation, traceparent }: OrderSource): SubmittedOrder {
  const tag = service.tags.find(operation.tag)
  if (operation.templateId !== undefined) {
    throw new ProtocolError('TemplateNotFound', `There is no template ${operation.templateId}.`)
  }
  const { input, callback, queueType } = request
  if (input.url !== undefined) {
    throw new ProtocolError(
      'InvalidArgument',
      `Input.Url is not supported for ${tag.name}; name an Input.Object.`,
    )
  }
  const { output, userData, customId } = operation
  return {
    tag,
    level: operation.jobLevel,
    inputKey: input.object,
    order: { params: tag.read(operation), output, userData, customId, queueType, callback, traceparent },
  }
}

function refuseCallbackAddress({ callbackAddresses }: Service, { url }: CallbackRequest): void {
  if (url === undefined || url === 'no') return
  const reason = checkCallbackUrl(url, callbackAddresses)
  if (reason !== undefined) {
    throw new ProtocolError('InvalidArgument', `CallBack can't be called: ${reason}.`)
  }
}
