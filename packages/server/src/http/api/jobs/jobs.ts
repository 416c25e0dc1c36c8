import { z } from 'zod'
import { jobDetailSchema, jobPageSchema, jobSchema } from '../../../api-schemas/jobs.ts'
import { browseJobs } from '../../../engine/operator/browse-jobs.ts'
import { FAILURE_CODES } from '../../../jobs/failure-codes.ts'
import { DEFAULT_LIMIT, pageQuery } from '../page-query.ts'
import { ApiProblem } from '../problem.ts'
import { requireJob } from '../require-resource.ts'
import { noQuery, readRoute } from '../route.ts'
import { callbacksOfJob } from '../callbacks/serialize-callback.ts'
import { timeParameter } from '../times.ts'
import { serializeJob, serializeJobDetail } from './serialize-job.ts'

const listJobsRoute = readRoute({
  path: '/jobs',
  summary:
    'Jobs of all buckets, newest first. With `code`, a page may hold fewer than `limit` and have a `next` all the same.',
  query: z.strictObject({
    bucket: z.string().optional(),
    queue: z.string().optional(),
    tag: z.string().optional(),
    state: jobSchema.shape.state.optional(),
    input: z.string().optional().meta({ description: 'The key of its input, together with `bucket`.' }),
    code: z.enum(FAILURE_CODES).optional().meta({ description: 'Why it failed.' }),
    since: timeParameter.optional(),
    until: timeParameter.optional(),
    ...pageQuery,
  }),
  answer: jobPageSchema,
  async handle({ db }, { query: { queue, input, since, until, limit = DEFAULT_LIMIT, ...filter } }) {
    if (input !== undefined && filter.bucket === undefined)
      throw new ApiProblem('invalid_argument', 'input goes with bucket.')
    const { jobs, next } = await browseJobs(db.reader, {
      ...{ ...filter, queueId: queue, inputKey: input, createdFrom: since, createdTo: until },
      limit,
    })
    return { jobs: jobs.map(serializeJob), next: next ?? null }
  },
})

const showJobRoute = readRoute({
  path: '/jobs/{id}',
  summary: 'One job with its request, its result, its outputs and its callbacks.',
  query: noQuery,
  answer: jobDetailSchema,
  async handle({ db, engine }, { id }) {
    const found = await requireJob(db.reader, id)
    const callbacks = await callbacksOfJob(db.reader, id)
    return { ...serializeJobDetail(found, engine.tags), callbacks }
  },
})

export const jobRoutes = [listJobsRoute, showJobRoute]
