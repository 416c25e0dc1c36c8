import { z } from 'zod'
import { jobSchema, submittedJobsSchema, type JobJson } from '../../../api-schemas/jobs.ts'
import { cancelledSchema } from '../../../api-schemas/workflows.ts'
import { rerun } from '../../../engine/jobs/rerun.ts'
import { cancel } from '../../../engine/work/cancel.ts'
import { submitRequest } from '../../submit-request.ts'
import type { ApiContext } from '../api-context.ts'
import { elementBody, readElement } from '../read-element.ts'
import { requireBucket, requireJob } from '../require-resource.ts'
import { changeRoute } from '../route.ts'
import { serializeJob } from './serialize-job.ts'

const submitBody = z.strictObject({
  bucket: z.string().meta({ description: 'Of the input.' }),
  request: elementBody('POST /jobs'),
})

const submitJobsRoute = changeRoute({
  method: 'POST',
  path: '/jobs',
  summary: 'Submits the jobs of one request of the protocol: all of them, or none.',
  body: submitBody,
  answer: submittedJobsSchema,
  async handle(context, { body }) {
    const bucket = await requireBucket(context.db.reader, body.bucket)
    const jobs = await submitRequest(context, { bucket, body: readElement(body.request) })
    return { jobs: await Promise.all(jobs.map(({ id }) => readOne(context, id))) }
  },
})

const cancelJobRoute = changeRoute({
  method: 'POST',
  path: '/jobs/{id}/cancel',
  summary:
    'Cancels a job that waits or runs; its worker learns of it at its next heartbeat. No callback is sent.',
  body: z.strictObject({}),
  answer: cancelledSchema,
  async handle(context, { id }) {
    const { bucketRecord } = await requireJob(context.db.reader, id)
    // The setting is for clients, which expect what the cloud does. An operator who cancels a job means it.
    await cancel({ ...context.engine, cancelRunning: true }, { bucketId: bucketRecord.id, jobId: id })
    return { cancelled: id }
  },
})

const rerunJobRoute = changeRoute({
  method: 'POST',
  path: '/jobs/{id}/rerun',
  summary: 'Submits the request of a job again, as a new job that belongs to no workflow and no batch.',
  body: z.strictObject({}),
  answer: jobSchema,
  async handle(context, { id }) {
    const { bucketRecord } = await requireJob(context.db.reader, id)
    const job = await rerun(context.engine, { bucketId: bucketRecord.id, jobId: id })
    return readOne(context, job.id)
  },
})

async function readOne(context: ApiContext, id: string): Promise<JobJson> {
  return serializeJob(await requireJob(context.db.reader, id))
}

export const submitRoutes = [submitJobsRoute, cancelJobRoute, rerunJobRoute]
