import { z } from 'zod'
import { findCallbackIds } from '../../callbacks/operator/find-callbacks.ts'
import { readCallbacks } from '../../callbacks/operator/read-callbacks.ts'
import { browseRun, browseRuns, browseWorkflows } from '../../engine/operator/browse-workflows.ts'
import { cancelRun } from '../../engine/workflows/cancel-run.ts'
import { readRun } from '../../engine/workflows/read-run.ts'
import { EXECUTION_STATES } from '../../workflows/tables.ts'
import type { Management } from './context.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute, noQuery, readRoute } from './route.ts'
import { callbackShape, executionShape, taskShape, toTime, toTimeOrNull, workflowShape } from './shapes.ts'
import { showCallback } from './show-callback.ts'

const CALLBACKS_SHOWN = 100

const page = {
  bucket: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  before: z.coerce.number().int().min(0).optional().meta({ description: 'The `next` of the page before.' }),
}

const listWorkflows = readRoute({
  path: '/workflows',
  summary: 'Workflows of all buckets, newest first.',
  query: z.strictObject(page),
  answer: z.object({ workflows: z.array(workflowShape), next: z.int().nullable() }),
  async handle({ db }, { query: { limit = 50, ...wanted } }) {
    const { rows, next } = await browseWorkflows(db.reader, { ...wanted, limit })
    const workflows = rows.map(({ createdAt, updatedAt, ...workflow }) => ({
      ...workflow,
      createdAt: toTime(createdAt),
      updatedAt: toTime(updatedAt),
    }))
    return { workflows, next: next ?? null }
  },
})

const listRuns = readRoute({
  path: '/executions',
  summary: 'Runs of workflows, of all buckets, newest first.',
  query: z.strictObject({
    ...page,
    workflow: z.string().optional(),
    batch: z.string().optional(),
    state: z.enum(EXECUTION_STATES).optional(),
  }),
  answer: z.object({ executions: z.array(executionShape), next: z.int().nullable() }),
  async handle({ db }, { query: { limit = 50, ...wanted } }) {
    const { rows, next } = await browseRuns(db.reader, { ...wanted, limit })
    const executions = rows.map(({ createdAt, endedAt, ...run }) => ({
      ...run,
      createdAt: toTime(createdAt),
      endedAt: toTimeOrNull(endedAt ?? undefined),
    }))
    return { executions, next: next ?? null }
  },
})

const showRun = readRoute({
  path: '/executions/{id}',
  summary: 'One run of a workflow with its nodes’ jobs and the callback of its end.',
  query: noQuery,
  answer: executionShape.extend({ tasks: z.array(taskShape), callbacks: z.array(callbackShape) }),
  async handle(management, { id }) {
    const { bucket, bucketId } = await findRun(management, id)
    const { execution, tasks } = await readRun(management, bucketId, id)
    const filter = { jobId: id }
    const wanted = { filter, order: 'asc', after: undefined, limit: CALLBACKS_SHOWN } as const
    const { ids } = await findCallbackIds(management.db.reader, wanted)
    return {
      id,
      sequence: execution.seq,
      bucket,
      workflowId: execution.workflowId,
      workflowName: execution.workflowName,
      batchId: execution.batchId ?? null,
      object: execution.objectKey,
      state: execution.state,
      createdAt: toTime(execution.createdAt),
      endedAt: toTimeOrNull(execution.endedAt),
      tasks: tasks.map((task) => ({
        node: task.name,
        type: task.type,
        state: task.state,
        jobId: task.jobId ?? null,
        message: task.message ?? null,
        createdAt: toTimeOrNull(task.createTime),
        startedAt: toTimeOrNull(task.startTime),
        endedAt: toTimeOrNull(task.endTime),
      })),
      callbacks: (await readCallbacks(management.db.reader, ids)).map(showCallback),
    }
  },
})

const cancel = changeRoute({
  method: 'POST',
  path: '/executions/{id}/cancel',
  summary: 'Ends a run: what waits is cancelled, nothing further starts, and nobody is told.',
  body: z.strictObject({}),
  answer: z.object({ cancelled: z.string() }),
  async handle(management, { id }) {
    const { bucketId } = await findRun(management, id)
    await cancelRun(management, bucketId, id)
    return { cancelled: id }
  },
})

async function findRun({ db }: Management, id: string): Promise<{ bucketId: number; bucket: string }> {
  const found = await browseRun(db.reader, id)
  if (found) return found
  throw new ApiProblem('not_found', `There is no run ${id}.`)
}

export const workflowRoutes = [listWorkflows, listRuns, showRun, cancel]
