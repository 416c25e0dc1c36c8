import { ProtocolError } from '../../../protocol/errors.ts'
import { listWorkflows } from '../../../workflows/store.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { countParameter, listParameter, optionalParameter } from '../read-parameters.ts'
import { responseReply } from '../response-reply.ts'
import { showWorkflow } from './show-workflow.ts'

const MAX_IDS = 50
const DEFAULT_PAGE_SIZE = 10
const MAX_PAGE_SIZE = 100
const MAX_PAGE = 1_000_000

/** GET /workflow: by ids, by name, or a page of all. Ids that the bucket does not have are told. */
export async function listWorkflowsRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { query } = call
  const ids = [...new Set(listParameter(query, 'ids'))]
  if (ids.length > MAX_IDS)
    throw new ProtocolError('InvalidArgument', `At most ${MAX_IDS} ids can be asked for at once.`)
  const pageNumber = countParameter(query, 'pageNumber', { fallback: 1, max: MAX_PAGE })
  const fallback = Math.max(DEFAULT_PAGE_SIZE, ids.length)
  const pageSize = countParameter(query, 'pageSize', { fallback, max: MAX_PAGE_SIZE })
  const { total, workflows } = await listWorkflows(context.engine.db.reader, {
    bucketId: bucket.id,
    ids: ids.length > 0 ? ids : undefined,
    name: optionalParameter(query, 'name'),
    offset: (pageNumber - 1) * pageSize,
    limit: pageSize,
  })
  const known = new Set(workflows.map(({ workflowId }) => workflowId))
  const missing = workflows.length === total ? ids.filter((id) => !known.has(id)) : []
  // The Java SDK gives up on counts that come before the first workflow.
  return responseReply([
    ...workflows.map((workflow) => showWorkflow(context, bucket, { workflow, as: 'MediaWorkflowList' })),
    ['RequestId', call.requestId],
    ['TotalCount', String(total)],
    ['PageNumber', String(pageNumber)],
    ['PageSize', String(pageSize)],
    ...missing.map((id) => ['NonExistIDs', id] as const),
  ])
}
