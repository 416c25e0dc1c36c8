import { z } from 'zod'
import { jobDetailSchema, jobPageSchema, jobSchema, type JobJson } from '../../api-schemas/jobs.ts'
import { browseJob, browseJobs, type BrowsedJob } from '../../engine/operator/browse-jobs.ts'
import { DEFAULT_LIMIT, pageQuery } from './page-query.ts'
import { ApiProblem } from './problem.ts'
import { noQuery, readRoute } from './route.ts'
import { callbacksOfJob } from './callbacks/serialize-callback.ts'
import { toIsoTime, toIsoTimeOrNull } from './times.ts'

const listJobsRoute = readRoute({
  path: '/jobs',
  summary: 'Jobs of all buckets, newest first.',
  query: z.strictObject({
    bucket: z.string().optional(),
    queue: z.string().optional(),
    tag: z.string().optional(),
    state: jobSchema.shape.state.optional(),
    ...pageQuery,
  }),
  answer: jobPageSchema,
  async handle({ db }, { query: { queue, limit = DEFAULT_LIMIT, ...filter } }) {
    const { jobs, next } = await browseJobs(db.reader, { ...filter, queueId: queue, limit })
    return { jobs: jobs.map(serializeJob), next: next ?? null }
  },
})

const showJobRoute = readRoute({
  path: '/jobs/{id}',
  summary: 'One job with its outputs and its callbacks.',
  query: noQuery,
  answer: jobDetailSchema,
  async handle({ db }, { id }) {
    const found = await browseJob(db.reader, id)
    if (!found) throw new ApiProblem('not_found', `There is no job ${id}.`)
    const { outputs, workflow, batch, ...job } = found
    const callbacks = await callbacksOfJob(db.reader, id)
    return { ...serializeJob(job), outputs: [...outputs], workflow, batch, callbacks }
  },
})

function serializeJob({ seq, createdAt, startedAt, endedAt, ...job }: BrowsedJob): JobJson {
  return {
    ...job,
    sequence: seq,
    createdAt: toIsoTime(createdAt),
    startedAt: toIsoTimeOrNull(startedAt),
    endedAt: toIsoTimeOrNull(endedAt),
  }
}

export const jobRoutes = [listJobsRoute, showJobRoute]
