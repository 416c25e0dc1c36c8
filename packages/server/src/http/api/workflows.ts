import { z } from 'zod'
import {
  cancelledSchema,
  executionDetailSchema,
  executionPageSchema,
  executionSchema,
  workflowDetailSchema,
  workflowPageSchema,
} from '../../api-schemas/workflows.ts'
import {
  browseRun,
  browseRuns,
  browseWorkflow,
  browseWorkflows,
} from '../../engine/operator/browse-workflows.ts'
import { cancelRun } from '../../engine/workflows/cancel-run.ts'
import { readRun } from '../../engine/workflows/read-run.ts'
import type { ApiContext } from './api-context.ts'
import { topologyNodes } from '../../protocol/workflows/workflow-shape.ts'
import { chooseNamed } from './choose-named.ts'
import { jsonOf } from './json-of.ts'
import { DEFAULT_LIMIT, pageQuery } from './page-query.ts'
import { ApiProblem } from './problem.ts'
import { changeRoute, noQuery, readRoute } from './route.ts'
import { callbacksOfJob } from './callbacks/serialize-callback.ts'
import { toIsoTime, toIsoTimeOrNull } from './times.ts'

const bucketPageQuery = { bucket: z.string().optional(), ...pageQuery }

const listWorkflowsRoute = readRoute({
  path: '/workflows',
  summary: 'Workflows of all buckets, newest first.',
  query: z.strictObject(bucketPageQuery),
  answer: workflowPageSchema,
  async handle({ db }, { query: { limit = DEFAULT_LIMIT, ...filter } }) {
    const { rows, next } = await browseWorkflows(db.reader, { ...filter, limit })
    const workflows = rows.map(({ createdAt, updatedAt, ...workflow }) => ({
      ...workflow,
      createdAt: toIsoTime(createdAt),
      updatedAt: toIsoTime(updatedAt),
    }))
    return { workflows, next: next ?? null }
  },
})

const showWorkflowRoute = readRoute({
  path: '/workflows/{id}',
  summary: 'One workflow with its graph, by its id or by its name.',
  query: noQuery,
  answer: workflowDetailSchema,
  async handle({ db }, { id }) {
    const found = chooseNamed(await browseWorkflow(db.reader, id), 'workflow', id)
    const { start, topology, createdAt, updatedAt, ...workflow } = found
    const types = new Map(topology.nodes.map(({ name, type }) => [name, type]))
    return {
      ...workflow,
      createdAt: toIsoTime(createdAt),
      updatedAt: toIsoTime(updatedAt),
      nodes: topology.links.map(({ from, to }) => ({
        node: from,
        type: types.get(from) ?? from,
        next: [...to],
      })),
      topology: jsonOf(topologyNodes({ start, topology })),
    }
  },
})

const listRunsRoute = readRoute({
  path: '/executions',
  summary: 'Runs of workflows, of all buckets, newest first.',
  query: z.strictObject({
    ...bucketPageQuery,
    workflow: z.string().optional(),
    batch: z.string().optional(),
    state: executionSchema.shape.state.optional(),
  }),
  answer: executionPageSchema,
  async handle({ db }, { query: { limit = DEFAULT_LIMIT, ...filter } }) {
    const { rows, next } = await browseRuns(db.reader, { ...filter, limit })
    const executions = rows.map(({ createdAt, endedAt, ...run }) => ({
      ...run,
      createdAt: toIsoTime(createdAt),
      endedAt: toIsoTimeOrNull(endedAt),
    }))
    return { executions, next: next ?? null }
  },
})

const showRunRoute = readRoute({
  path: '/executions/{id}',
  summary: 'One run of a workflow with its nodes’ jobs and the callback of its end.',
  query: noQuery,
  answer: executionDetailSchema,
  async handle(context, { id }) {
    const { bucket, bucketId } = await requireRun(context, id)
    const { execution, tasks } = await readRun(context, bucketId, id)
    return {
      id,
      sequence: execution.seq,
      bucket,
      workflowId: execution.workflowId,
      workflowName: execution.workflowName,
      batchId: execution.batchId ?? null,
      object: execution.objectKey,
      state: execution.state,
      createdAt: toIsoTime(execution.createdAt),
      endedAt: toIsoTimeOrNull(execution.endedAt),
      tasks: tasks.map((task) => ({
        node: task.name,
        type: task.type,
        state: task.state,
        jobId: task.jobId ?? null,
        message: task.message ?? null,
        createdAt: toIsoTimeOrNull(task.createTime),
        startedAt: toIsoTimeOrNull(task.startTime),
        endedAt: toIsoTimeOrNull(task.endTime),
      })),
      callbacks: await callbacksOfJob(context.db.reader, id),
    }
  },
})

const cancelRunRoute = changeRoute({
  method: 'POST',
  path: '/executions/{id}/cancel',
  summary: 'Ends a run: waiting jobs are cancelled, nothing further starts, and no callback is sent.',
  body: z.strictObject({}),
  answer: cancelledSchema,
  async handle(context, { id }) {
    const { bucketId } = await requireRun(context, id)
    await cancelRun(context, bucketId, id)
    return { cancelled: id }
  },
})

async function requireRun({ db }: ApiContext, id: string): Promise<{ bucketId: number; bucket: string }> {
  const found = await browseRun(db.reader, id)
  if (found) return found
  throw new ApiProblem('not_found', `There is no run ${id}.`)
}

export const workflowRoutes = [
  listWorkflowsRoute,
  showWorkflowRoute,
  listRunsRoute,
  showRunRoute,
  cancelRunRoute,
]
