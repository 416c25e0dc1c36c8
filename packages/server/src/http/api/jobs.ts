import { z } from 'zod'
import { findCallbackIds } from '../../callbacks/operator/find-callbacks.ts'
import { readCallbacks } from '../../callbacks/operator/read-callbacks.ts'
import { browseJob, browseJobs, type BrowsedJob } from '../../engine/operator/browse-jobs.ts'
import { ApiProblem } from './problem.ts'
import { noQuery, readRoute } from './route.ts'
import { callbackShape, jobShape, jobWorkShape, toTime, toTimeOrNull } from './shapes.ts'
import { showCallback } from './show-callback.ts'

/** A job has one callback at its end; more come about with workflows. */
const CALLBACKS_SHOWN = 100

const list = readRoute({
  path: '/jobs',
  summary: 'Jobs of all buckets, newest first.',
  query: z.strictObject({
    bucket: z.string().optional(),
    queue: z.string().optional(),
    tag: z.string().optional(),
    state: z.enum(['Submitted', 'Running', 'Success', 'Failed', 'Pause', 'Cancel']).optional(),
    limit: z.coerce.number().int().min(1).max(1_000).optional(),
    before: z.coerce.number().int().min(0).optional().meta({ description: 'The `next` of the page before.' }),
  }),
  answer: z.object({ jobs: z.array(jobShape), next: z.int().nullable() }),
  async handle({ db }, { query: { queue, limit = 50, ...wanted } }) {
    const { jobs, next } = await browseJobs(db.reader, { ...wanted, queueId: queue, limit })
    return { jobs: jobs.map(show), next: next ?? null }
  },
})

const showOne = readRoute({
  path: '/jobs/{id}',
  summary: 'One job with its outputs and its callbacks.',
  query: noQuery,
  answer: jobShape.extend({ ...jobWorkShape.shape, callbacks: z.array(callbackShape) }),
  async handle({ db }, { id }) {
    const job = await browseJob(db.reader, id)
    if (!job) throw new ApiProblem('not_found', `There is no job ${id}.`)
    const { ids } = await findCallbackIds(db.reader, {
      filter: { jobId: id },
      order: 'asc',
      after: undefined,
      limit: CALLBACKS_SHOWN,
    })
    const { outputs, workflow, batch, ...rest } = job
    const work = { outputs: [...outputs], workflow, batch }
    return { ...show(rest), ...work, callbacks: (await readCallbacks(db.reader, ids)).map(showCallback) }
  },
})

function show({ seq, createdAt, startedAt, endedAt, ...job }: BrowsedJob): z.infer<typeof jobShape> {
  return {
    ...job,
    sequence: seq,
    createdAt: toTime(createdAt),
    startedAt: toTimeOrNull(startedAt),
    endedAt: toTimeOrNull(endedAt),
  }
}

export const jobRoutes = [list, showOne]
