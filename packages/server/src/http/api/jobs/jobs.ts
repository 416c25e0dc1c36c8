import { z } from 'zod'
import { jobDetailSchema, jobPageSchema } from '../../../api-schemas/jobs.ts'
import { browseBatch } from '../../../engine/operator/browse-batches.ts'
import { browseJobs } from '../../../engine/operator/browse-jobs.ts'
import { listTries } from '../../../jobs/tries.ts'
import { DEFAULT_LIMIT, pageQuery } from '../page-query.ts'
import { ApiProblem } from '../problem.ts'
import { requireJob } from '../require-resource.ts'
import { noQuery, readRoute } from '../route.ts'
import { callbacksOfJob } from '../callbacks/serialize-callback.ts'
import { checkJobFilter, jobFilterFields } from './job-filter.ts'
import { serializeJob, serializeJobDetail, serializeTries } from './serialize-job.ts'

const listJobsRoute = readRoute({
  path: '/jobs',
  summary:
    'Jobs of all buckets, newest first. With `code` or `inputPrefix`, a page may hold fewer than `limit` and have a `next` all the same.',
  query: z.strictObject({ ...jobFilterFields, ...pageQuery }),
  answer: jobPageSchema,
  async handle({ db }, { query: { before, limit = DEFAULT_LIMIT, ...filter } }) {
    checkJobFilter(filter)
    if (filter.batch !== undefined && !(await browseBatch(db.reader, filter.batch)))
      throw new ApiProblem('not_found', `There is no batch ${filter.batch}.`)
    const { jobs, next } = await browseJobs(db.reader, filter, { before, limit })
    return { jobs: jobs.map(serializeJob), next: next ?? null }
  },
})

const showJobRoute = readRoute({
  path: '/jobs/{id}',
  summary:
    'One job with its request, its result, its outputs, the runs that did not end it, and its callbacks.',
  query: noQuery,
  answer: jobDetailSchema,
  async handle({ db, engine }, { id }) {
    const found = await requireJob(db.reader, id)
    const callbacks = await callbacksOfJob(db.reader, id)
    const runs = serializeTries(await listTries(db.reader, found.seq))
    return { ...serializeJobDetail(found, engine.tags), callbacks, runs }
  },
})

export const jobRoutes = [listJobsRoute, showJobRoute]
