import { z } from 'zod'
import { jobDetailSchema, jobPageSchema, jobSchema } from '../../../api-schemas/jobs.ts'
import { browseBatch } from '../../../engine/operator/browse-batches.ts'
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
    batch: z.string().optional().meta({ description: 'The id of the batch that submitted them.' }),
    input: z.string().optional().meta({ description: 'The key of its input, together with `bucket`.' }),
    code: z.enum(FAILURE_CODES).optional().meta({ description: 'Why it failed.' }),
    since: timeParameter.optional(),
    until: timeParameter.optional(),
    ...pageQuery,
  }),
  answer: jobPageSchema,
  async handle({ db }, { query: { queue, batch, input, since, until, limit = DEFAULT_LIMIT, ...given } }) {
    // Jobs are found by their batch within its bucket.
    const found = batch === undefined ? undefined : await browseBatch(db.reader, batch)
    if (batch !== undefined && !found) throw new ApiProblem('not_found', `There is no batch ${batch}.`)
    const filter = { ...given, ...(found && { bucket: found.bucket }) }
    if (given.bucket !== undefined && given.bucket !== filter.bucket) return { jobs: [], next: null }
    if (input !== undefined && filter.bucket === undefined)
      throw new ApiProblem('invalid_argument', 'input goes with bucket.')
    const { jobs, next } = await browseJobs(db.reader, {
      ...{ ...filter, batchId: batch, queueId: queue, inputKey: input, createdFrom: since, createdTo: until },
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
