import { createHash } from 'node:crypto'
import type { Transaction } from '../../db/database.ts'
import { lockName } from '../../db/dialect.ts'
import { findSubmit, insertSubmit } from '../../jobs/submit-keys.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { ShownJob } from './job-view.ts'
import { findJobs } from './read-jobs.ts'

interface Once {
  readonly bucketId: number
  readonly key: string
  /** All that makes one request differ from another, as a value for JSON. */
  readonly request: unknown
  readonly now: number
}

/**
 * Runs `submit`, unless one with this key was kept: then returns the jobs that it made, as they are now. Throws
 * InvalidArgument when the key was used for another request.
 */
export async function submitOnce(
  tx: Transaction,
  { bucketId, key, request, now }: Once,
  submit: () => Promise<readonly ShownJob[]>,
): Promise<readonly ShownJob[]> {
  const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex')
  await lockName(tx, `submit ${bucketId} ${key}`)
  const kept = await findSubmit(tx, { bucketId, key })
  if (kept) {
    if (kept.digest === digest) return findJobs(tx, bucketId, kept.jobIds)
    throw new ProtocolError('InvalidArgument', 'This Idempotency-Key was used for another request.')
  }
  const jobs = await submit()
  const jobIds = jobs.map(({ id }) => id)
  await insertSubmit(tx, { bucketId, key, digest, jobIds, createdAt: now })
  return jobs
}
