import { z } from 'zod'
import {
  deletedWorkflowSchema,
  startedExecutionSchema,
  workflowDetailSchema,
} from '../../../api-schemas/workflows.ts'
import { browseWorkflow, type BrowsedWorkflowDetail } from '../../../engine/operator/browse-workflows.ts'
import {
  createWorkflow,
  removeWorkflow,
  replaceWorkflow,
  setWorkflowState,
} from '../../../engine/workflows/save-workflow.ts'
import { triggerManually } from '../../../engine/workflows/trigger-manually.ts'
import type { BucketRecord } from '../../../buckets/store.ts'
import type { WorkflowRecord } from '../../../workflows/store.ts'
import { readWorkflowRequest } from '../../workflow-request.ts'
import type { ApiContext } from '../api-context.ts'
import { chooseNamed } from '../choose-named.ts'
import { ApiProblem } from '../problem.ts'
import { elementBody, readElement } from '../read-element.ts'
import { requireBucket } from '../require-resource.ts'
import { changeRoute, deleteRoute } from '../route.ts'
import { timeParameter } from '../times.ts'
import { serializeWorkflow } from './serialize-workflow.ts'

const createRoute = changeRoute({
  method: 'POST',
  path: '/workflows',
  summary: 'Creates a workflow, which is checked as the protocol does.',
  body: z.strictObject({ bucket: z.string(), request: elementBody('POST /workflow') }),
  answer: workflowDetailSchema,
  async handle(context, { body }) {
    const bucket = await requireBucket(context.db.reader, body.bucket)
    const wanted = readWorkflowRequest(context, { bucket, body: readElement(body.request) })
    return shown(bucket, await createWorkflow(context.engine, wanted))
  },
})

const changeBody = z
  .strictObject({
    state: z.enum(['Active', 'Paused']).optional(),
    request: elementBody('PUT /workflow')
      .optional()
      .meta({ description: 'Replaces all of it, as POST takes it, even of an active workflow.' }),
    ifUpdatedAt: timeParameter.optional().meta({
      description: 'Its `updatedAt` as it was last seen: a workflow that was changed since is a conflict.',
    }),
  })
  .refine(({ state, request }) => (state === undefined) !== (request === undefined), {
    message: 'it must have either state or request',
  })

const changeOneRoute = changeRoute({
  method: 'PATCH',
  path: '/workflows/{id}',
  summary: 'Sets the state of a workflow, or replaces all of it. Runs that have begun go on as they began.',
  body: changeBody,
  answer: workflowDetailSchema,
  async handle(context, { id, body: { state, request, ifUpdatedAt } }) {
    const found = await requireWorkflow(context, id)
    const bucket = await requireBucket(context.db.reader, found.bucket)
    const { engine } = context
    if (state !== undefined)
      return shown(
        bucket,
        await setWorkflowState(engine, { bucketId: bucket.id, workflowId: found.id }, state),
      )
    if (request === undefined) throw new Error('a change of nothing was let through')
    const wanted = readWorkflowRequest(context, { bucket, body: readElement(request) })
    const assertReplaceable = (current: WorkflowRecord): void => assertUnchanged(current, ifUpdatedAt)
    return shown(
      bucket,
      await replaceWorkflow(engine, { ...wanted, workflowId: found.id, assertReplaceable }),
    )
  },
})

/** The protocol's rule that a workflow is paused first is for clients; an operator who changes one means it. */
function assertUnchanged({ updatedAt }: WorkflowRecord, ifUpdatedAt: number | undefined): void {
  if (ifUpdatedAt === undefined || ifUpdatedAt === updatedAt) return
  throw new ApiProblem('conflict', 'The workflow was changed meanwhile. Load it again.')
}

const deleteOneRoute = deleteRoute({
  path: '/workflows/{id}',
  summary: 'Deletes a workflow. Runs that have begun go on.',
  answer: deletedWorkflowSchema,
  async handle(context, { id }) {
    const found = await requireWorkflow(context, id)
    const { id: bucketId } = await requireBucket(context.db.reader, found.bucket)
    await removeWorkflow(context.engine, { bucketId, workflowId: found.id })
    return { deleted: found.id }
  },
})

const triggerRoute = changeRoute({
  method: 'POST',
  path: '/workflows/{id}/trigger',
  summary: 'Starts a run on an object that is there, whatever its key, even if the workflow is paused.',
  body: z.strictObject({ object: z.string().min(1).meta({ description: 'Its key.' }) }),
  answer: startedExecutionSchema,
  async handle(context, { id, body: { object: objectKey } }) {
    const found = await requireWorkflow(context, id)
    const bucket = await requireBucket(context.db.reader, found.bucket)
    const started = await triggerManually(context.engine, { bucket, workflowId: found.id, objectKey })
    return { started }
  },
})

async function requireWorkflow({ db }: ApiContext, wanted: string): Promise<BrowsedWorkflowDetail> {
  return chooseNamed(await browseWorkflow(db.reader, wanted), 'workflow', wanted)
}

function shown(
  { name: bucket }: BucketRecord,
  { id: sequence, workflowId: id, ...workflow }: WorkflowRecord,
) {
  const { name, state, start, topology, createdAt, updatedAt } = workflow
  return serializeWorkflow({ sequence, id, bucket, name, state, start, topology, createdAt, updatedAt })
}

export const changeWorkflowRoutes = [createRoute, changeOneRoute, deleteOneRoute, triggerRoute]
