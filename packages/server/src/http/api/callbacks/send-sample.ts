import { z } from 'zod'
import { sampleSchema, type AttemptJson } from '../../../api-schemas/callbacks.ts'
import { classifyResponse } from '../../../callbacks/delivery/classify-response.ts'
import { signedRequest } from '../../../callbacks/delivery/signed-request.ts'
import { endpointOf } from '../../../callbacks/scope.ts'
import type { Callback } from '../../../callbacks/store.ts'
import {
  wasSent,
  type CallbackRequest,
  type TransportResponse,
} from '../../../callbacks/transports/transport.ts'
import { taskFinishBody } from '../../../protocol/callbacks/callback-body.ts'
import { SAMPLE_RUN } from '../../../protocol/callbacks/sample-run.ts'
import { workflowFinishBody } from '../../../protocol/callbacks/workflow-finish-body.ts'
import type { CallbackForm } from '../../../protocol/callbacks/write-callback.ts'
import { SAMPLE_JOB } from '../../../protocol/jobs/sample-job.ts'
import { ApiProblem } from '../problem.ts'
import { changeRoute } from '../route.ts'
import { serializeHeaders } from './serialize-callback.ts'
import { toIsoTime } from '../times.ts'

/** For the one attempt, in ms. */
const DEADLINE_MS = 15_000

const SAMPLES = {
  TaskFinish: {
    id: SAMPLE_JOB.jobId,
    tag: SAMPLE_JOB.tag,
    write: (form: CallbackForm) => taskFinishBody(SAMPLE_JOB, form),
  },
  WorkflowFinish: {
    id: SAMPLE_RUN.runId,
    tag: 'Workflow',
    write: (form: CallbackForm) => workflowFinishBody(SAMPLE_RUN, form),
  },
}

const sendSampleRoute = changeRoute({
  method: 'POST',
  path: '/callbacks/sample',
  summary:
    'Sends the callback of the documentation, or that of a run with its job, once and now, signed and guarded as any other. Nothing of it is kept; ' +
    'the outcome is what a callback would have had.',
  body: z.strictObject({
    url: z.url({ protocol: /^https?$/, error: 'it must be an http or https URL' }).max(2_048),
    event: z.enum(['TaskFinish', 'WorkflowFinish']).default('TaskFinish'),
    format: z.enum(['XML', 'JSON']).default('XML'),
  }),
  answer: sampleSchema,
  async handle({ clock, ids, keys, transport, redirect }, { body: { url, event, format }, signal }) {
    const startedAt = clock.now()
    const sample = SAMPLES[event]
    const { body, contentType } = sample.write({ format, json: 'page' })
    const callback: Callback = {
      id: 0,
      webhook_id: `msg_sample${ids.timeUuid()}`,
      job_id: sample.id,
      bucket_name: 'test-123456789',
      queue_id: SAMPLE_JOB.queueId,
      tag: sample.tag,
      event,
      endpoint: endpointOf(url),
      url,
      content_type: contentType,
      deadline_ms: DEADLINE_MS,
      traceparent: null,
      created_at: startedAt,
      body: new TextEncoder().encode(body),
    }
    const request = signedRequest(callback, { keys: keys(), now: startedAt, attempt: 1, ids, redirect })
    const response = await transport.send(request, signal)
    if (response.kind === 'stopped') throw new ApiProblem('conflict', 'The service is about to stop.')
    const attempt = { ...serializeSample({ request, response, startedAt }), requestBody: body }
    return { attempt, ...(redirect && { sentTo: request.url }) }
  },
})

interface SentSample {
  readonly request: CallbackRequest
  readonly response: TransportResponse
  readonly startedAt: number
}

function serializeSample({ request, response, startedAt }: SentSample): AttemptJson {
  const { result } = classifyResponse(response, { failures: 0, now: startedAt, jitter: 0 })
  const failure = result.outcome === 'delivered' ? undefined : result
  const answered = response.kind === 'answered' ? response : undefined
  return {
    number: 1,
    startedAt: toIsoTime(startedAt),
    durationMs: response.durationMs,
    timings: response.timings,
    outcome: result.outcome,
    cause: failure?.cause ?? null,
    detail: failure?.detail ?? null,
    status: answered?.status ?? null,
    peer: response.peer,
    requestHeaders: wasSent(response) ? { ...request.headers } : null,
    responseHeaders: answered ? serializeHeaders(answered.headers) : null,
    responseBody: answered ? Buffer.from(answered.body).toString('utf8') : null,
  }
}

export const sampleRoutes = [sendSampleRoute]
