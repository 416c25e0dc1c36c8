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
import type { Service } from '../service.ts'
import { showJobs } from './show-jobs.ts'
import { responseReply } from './response-reply.ts'

/** POST /jobs and its variants: one job for each Operation, all kept before the answer goes out. */
export async function createJobs(service: Service, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const request = readJobRequest(await call.readXmlBody())
  const traceparent = readTraceparent(call.headers['traceparent'])
  refuseCallbackAddress(service, request.callback)
  const jobs = await submitJobs(service.engine, {
    bucket,
    queueId: request.queueId,
    accelerated: request.queueType === 'SpeedTranscoding',
    jobs: request.operations.map((operation) => readOrder(service, { request, operation, traceparent })),
  })
  return responseReply(showJobs(service, bucket, jobs))
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
