import { findJobs } from '../../../engine/jobs/read-jobs.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { splitList } from '../read-parameters.ts'
import { showJobs } from './show-jobs.ts'
import { responseReply } from '../response-reply.ts'

const MAX_IDS = 50

/** GET /jobs/{id,id…}: the jobs of this bucket by id, and the ids it does not have. */
export async function getJobsRoute(context: RouteContext, call: Call, idList: string): Promise<Reply> {
  const bucket = requireBucket(call)
  const ids = [...new Set(splitList(idList))]
  if (ids.length === 0 || ids.length > MAX_IDS) {
    throw new ProtocolError('InvalidArgument', `One to ${MAX_IDS} job ids can be asked for at once.`)
  }
  const jobs = await findJobs(context.engine.db.reader, bucket.id, ids)
  const found = new Set(jobs.map(({ id }) => id))
  return responseReply([
    ...showJobs(context, bucket, jobs),
    ...ids.filter((id) => !found.has(id)).map((id) => ['NonExistJobIds', id] as const),
  ])
}
