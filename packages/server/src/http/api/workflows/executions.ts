import { z } from 'zod'
import {
  cancelledSchema,
  executionDetailSchema,
  executionPageSchema,
  executionSchema,
} from '../../../api-schemas/workflows.ts'
import { browseRun, browseRuns } from '../../../engine/operator/browse-workflows.ts'
import { cancelRun } from '../../../engine/workflows/cancel-run.ts'
import { readRun } from '../../../engine/workflows/read-run.ts'
import type { NodeRun } from '../../../workflows/advance.ts'
import type { ApiContext } from '../api-context.ts'
import { callbacksOfJob } from '../callbacks/serialize-callback.ts'
import { bucketPageQuery, DEFAULT_LIMIT } from '../page-query.ts'
import { ApiProblem } from '../problem.ts'
import { changeRoute, noQuery, readRoute } from '../route.ts'
import { toIsoTime, toIsoTimeOrNull } from '../times.ts'
import { linksOf } from './serialize-workflow.ts'

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
    const outputs = outputsOf(execution.run)
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
      nodes: linksOf(execution.topology),
      tasks: tasks.map((task) => ({
        node: task.name,
        type: task.type,
        state: task.state,
        jobId: task.jobId ?? null,
        outputs: outputs.get(task.jobId) ?? [],
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

/** By the ids of jobs. One that made nothing hands its input on. */
function outputsOf(run: readonly NodeRun[]): ReadonlyMap<string | undefined, string[]> {
  const tasks = run.flatMap((node) => node.tasks)
  return new Map(
    tasks.map(({ jobId, input, outputs }) => [jobId, outputs.filter((key) => key !== input)] as const),
  )
}

async function requireRun({ db }: ApiContext, id: string): Promise<{ bucketId: number; bucket: string }> {
  const found = await browseRun(db.reader, id)
  if (found) return found
  throw new ApiProblem('not_found', `There is no run ${id}.`)
}

export const executionRoutes = [listRunsRoute, showRunRoute, cancelRunRoute]
