import { z } from 'zod'
import { sampleSchema } from '../../../api-schemas/callbacks.ts'
import { endpointOf } from '../../../callbacks/scope.ts'
import type { Callback } from '../../../callbacks/store.ts'
import { taskFinishBody } from '../../../protocol/callbacks/callback-body.ts'
import { SAMPLE_RUN } from '../../../protocol/callbacks/sample-run.ts'
import { workflowFinishBody } from '../../../protocol/callbacks/workflow-finish-body.ts'
import type { CallbackForm } from '../../../protocol/callbacks/write-callback.ts'
import { SAMPLE_JOB } from '../../../protocol/jobs/sample-job.ts'
import type { ApiContext } from '../api-context.ts'
import { changeRoute } from '../route.ts'
import { onceUrl, sendOnce } from './send-once.ts'
import { writeSample, WORKFLOW_SAMPLE } from './show-sample.ts'

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

const sampleBody = z.strictObject({
  url: onceUrl,
  event: z.enum(['TaskFinish', 'WorkflowFinish']).default('TaskFinish'),
  format: z.enum(['XML', 'JSON']).default('XML'),
  sample: z.string().max(100).optional().meta({
    description: 'One of `callbacks/samples/{id}`, with the bytes that are shown there; instead of `event`.',
  }),
})

const sendSampleRoute = changeRoute({
  method: 'POST',
  path: '/callbacks/sample',
  summary:
    'Sends the callback of the documentation, or that of a run with its job, or the sample of a tag, once and now, signed ' +
    'and guarded as any other. Nothing of it is kept; the outcome is what a callback would have had.',
  body: sampleBody,
  answer: sampleSchema,
  async handle(context, { body: { url, ...wanted }, signal }) {
    const startedAt = context.clock.now()
    const { id, tag, event, body, contentType } = sampleOf(context, wanted)
    const callback: Callback = {
      id: 0,
      webhook_id: `msg_sample${context.ids.timeUuid()}`,
      job_id: id,
      bucket_name: 'test-123456789',
      queue_id: SAMPLE_JOB.queueId,
      tag,
      event,
      endpoint: endpointOf(url),
      url,
      content_type: contentType,
      deadline_ms: DEADLINE_MS,
      traceparent: null,
      created_at: startedAt,
      body: new TextEncoder().encode(body),
    }
    const { attempt, ...sent } = await sendOnce(context, { callback, attempt: 1 }, signal)
    return { attempt: { ...attempt, requestBody: body }, ...sent }
  },
})

type Wanted = Omit<z.output<typeof sampleBody>, 'url'>

/** Throws ApiProblem for a sample that is none. */
function sampleOf(context: ApiContext, { event, format, sample }: Wanted) {
  if (sample === undefined) {
    const { id, tag, write } = SAMPLES[event]
    return { id, tag, event, ...write({ format, json: 'page' }) }
  }
  const isRun = sample === WORKFLOW_SAMPLE
  const { id } = SAMPLES[isRun ? 'WorkflowFinish' : 'TaskFinish']
  const written = writeSample(context, sample, { format, json: context.engine.callbackJson })
  return { id, tag: sample, event: isRun ? ('WorkflowFinish' as const) : ('TaskFinish' as const), ...written }
}

export const sampleRoutes = [sendSampleRoute]
