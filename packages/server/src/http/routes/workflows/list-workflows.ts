import { ProtocolError } from '../../../protocol/errors.ts'
import { listWorkflows } from '../../../workflows/store.ts'
import { requireBucket, type Call, type Reply } from '../../call.ts'
import type { RouteContext } from '../../route-context.ts'
import { defaultSizeFor, pageNodes, readNumberedPage } from '../paging.ts'
import { listParameter, optionalParameter } from '../read-parameters.ts'
import { responseReply } from '../response-reply.ts'
import { showWorkflow } from './show-workflow.ts'

const MAX_IDS = 50

/** GET /workflow: by ids, by name, or a page of all. Unknown ids are listed. */
export async function listWorkflowsRoute(context: RouteContext, call: Call): Promise<Reply> {
  const bucket = requireBucket(call)
  const { query } = call
  const ids = [...new Set(listParameter(query, 'ids'))]
  if (ids.length > MAX_IDS)
    throw new ProtocolError('InvalidArgument', `At most ${MAX_IDS} ids can be asked for at once.`)
  const page = readNumberedPage(query, defaultSizeFor(ids))
  const { total, workflows } = await listWorkflows(context.engine.db.reader, {
    bucketId: bucket.id,
    ids: ids.length > 0 ? ids : undefined,
    name: optionalParameter(query, 'name'),
    offset: page.offset,
    limit: page.size,
  })
  const known = new Set(workflows.map(({ workflowId }) => workflowId))
  const missing = workflows.length === total ? ids.filter((id) => !known.has(id)) : []
  // The Java SDK fails on counts before the first workflow.
  return responseReply([
    ...workflows.map((workflow) => showWorkflow(context, bucket, { workflow, as: 'MediaWorkflowList' })),
    ['RequestId', call.requestId],
    ...pageNodes(page, total),
    ...missing.map((id) => ['NonExistIDs', id] as const),
  ])
}
