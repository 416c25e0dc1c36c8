import { findBucket, type BucketRecord } from '../../buckets/store.ts'
import type { Queryable } from '../../db/database.ts'
import { browseJob, type BrowsedJob, type BrowsedWork } from '../../engine/operator/browse-jobs.ts'
import { hasQueue } from '../../queues/store.ts'
import { ApiProblem } from './problem.ts'

/** Throws ApiProblem when there is no such bucket. */
export async function requireBucket(db: Queryable, name: string): Promise<BucketRecord> {
  const found = await findBucket(db, name)
  if (found) return found
  throw new ApiProblem('not_found', `There is no bucket ${name}.`)
}

/** Throws ApiProblem when there is no such queue. */
export async function requireQueue(db: Queryable, queueId: string): Promise<void> {
  if (!(await hasQueue(db, queueId))) throw new ApiProblem('not_found', `There is no queue ${queueId}.`)
}

/** Throws ApiProblem when there is no such job. */
export async function requireJob(db: Queryable, id: string): Promise<BrowsedJob & BrowsedWork> {
  const found = await browseJob(db, id)
  if (found) return found
  throw new ApiProblem('not_found', `There is no job ${id}.`)
}
