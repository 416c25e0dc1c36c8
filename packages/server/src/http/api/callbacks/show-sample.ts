import { z } from 'zod'
import { shownSampleSchema } from '../../../api-schemas/callbacks.ts'
import { viewJob } from '../../../engine/jobs/job-view.ts'
import { SAMPLE_BUCKET, sampleJobOf } from '../../../engine/jobs/sample-job.ts'
import { taskFinishBody } from '../../../protocol/callbacks/callback-body.ts'
import { SAMPLE_RUN } from '../../../protocol/callbacks/sample-run.ts'
import { workflowFinishBody } from '../../../protocol/callbacks/workflow-finish-body.ts'
import type { CallbackBody, CallbackForm } from '../../../protocol/callbacks/write-callback.ts'
import type { ApiContext } from '../api-context.ts'
import { ApiProblem } from '../problem.ts'
import { readRoute } from '../route.ts'

/** Stands for the callback at the end of a run, where others are of a tag. */
export const WORKFLOW_SAMPLE = 'Workflow'

const showSampleRoute = readRoute({
  path: '/callbacks/samples/{id}',
  summary:
    'The callback that a job of a tag makes, with sample values; `Workflow` is that of a run. Nothing is sent.',
  query: z.strictObject({ format: z.enum(['XML', 'JSON']).default('XML') }),
  answer: shownSampleSchema,
  handle(context, { id, query: { format } }) {
    const { body, contentType } = writeSample(context, id, { format, json: context.engine.callbackJson })
    return { tag: id, contentType, body }
  },
})

/** Throws ApiProblem for a name without a sample. */
export function writeSample(
  { engine: { tags, timeZone } }: ApiContext,
  name: string,
  form: CallbackForm,
): CallbackBody {
  if (name === WORKFLOW_SAMPLE) return workflowFinishBody(SAMPLE_RUN, form)
  const tag = tags.find(name)
  if (!tag.sample) throw new ApiProblem('not_found', `There is no sample of ${name}.`)
  const viewing = { bucket: SAMPLE_BUCKET, tags, timeZone, order: 'callback' } as const
  return taskFinishBody(viewJob(sampleJobOf(tag, tag.sample), viewing), form)
}

export const shownSampleRoutes = [showSampleRoute]
