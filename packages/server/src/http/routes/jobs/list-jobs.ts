import type { JobFilter } from '../../../engine/jobs/page-of-jobs.ts'
import { listJobs } from '../../../engine/jobs/read-jobs.ts'
import type { ShownState } from '../../../jobs/states.ts'
import { ProtocolError } from '../../../protocol/errors.ts'
import type { Query } from '../../../protocol/query.ts'
import { QUEUE_CATEGORIES } from '../../../queues/families.ts'
import type { TagRegistry } from '../../../tags/registry.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { choiceParameter, optionalParameter, readCreationTimes, statesParameter } from '../read-parameters.ts'
import { cutPage, readListSize, readNextToken } from '../paging.ts'
import { showJobs } from './show-jobs.ts'
import { responseReply } from '../response-reply.ts'

const SHOWN_STATES = [
  'Submitted',
  'Running',
  'Success',
  'Failed',
  'Pause',
  'Cancel',
] as const satisfies readonly ShownState[]

/** GET /jobs: a page of this bucket's jobs. NextToken is empty on the last one. */
export async function listJobsRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const size = readListSize(call.query)
  const filter = readFilter(call.query, context.tags)
  // One entry more than the page shows whether there is a next page.
  const jobs = await listJobs(context.engine.db.reader, { ...filter, bucketId: bucket.id, limit: size + 1 })
  const { page, nextToken } = cutPage(jobs, size)
  return responseReply([...showJobs(context, bucket, page), ['NextToken', nextToken]])
}

function readFilter(query: Query, tags: TagRegistry): Omit<JobFilter, 'bucketId' | 'limit'> {
  return {
    queueId: optionalParameter(query, 'queueId'),
    category: choiceParameter(query, 'queueType', QUEUE_CATEGORIES),
    tag: readTag(query, tags),
    states: statesParameter(query, SHOWN_STATES) ?? SHOWN_STATES,
    inputKey: optionalParameter(query, 'inputObject'),
    workflowId: optionalParameter(query, 'workflowId'),
    batchId: optionalParameter(query, 'inventoryTriggerJobId'),
    ...readCreationTimes(query),
    direction: choiceParameter(query, 'orderByTime', ['Desc', 'Asc']) === 'Asc' ? 'asc' : 'desc',
    after: readNextToken(query),
  }
}

function readTag(query: Query, tags: TagRegistry): string | undefined {
  const tag = optionalParameter(query, 'tag')
  if (tag === undefined || tags.isDocumented(tag)) return tag
  throw new ProtocolError('InvalidArgument', `tag ${JSON.stringify(tag)} is not known.`)
}
