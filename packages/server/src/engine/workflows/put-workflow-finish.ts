import { insertCallback } from '../../callbacks/store.ts'
import type { Transaction } from '../../db/database.ts'
import { workflowFinishBody } from '../../protocol/callbacks/workflow-finish-body.ts'
import type { Run } from '../../workflows/advance.ts'
import type { Topology } from '../../workflows/topology.ts'
import { finishTarget } from '../jobs/callback-target.ts'
import type { JobEngine } from '../engine.ts'
import type { RunStep } from './submit-node.ts'

export interface EndedRun extends RunStep {
  readonly state: 'Success' | 'Failed'
}

/** Puts the callback of a run's end, in `tx`; none where its Start names no address for it. */
export async function putWorkflowFinish(
  tx: Transaction,
  engine: JobEngine,
  { execution, state, bucket, now }: EndedRun,
): Promise<void> {
  const target = finishTarget(execution.start.notify)
  if (!target) return
  const { runId, workflowId, workflowName, objectKey, cosHeaders, createdAt } = execution
  const { body, contentType } = workflowFinishBody(
    {
      workflowId,
      workflowName,
      runId,
      state,
      bucketId: bucket.name,
      object: objectKey,
      createTime: createdAt,
      cosHeaders,
      tasks: finishedTasks(execution.topology, execution.run),
      timeZone: engine.timeZone,
    },
    { format: target.format, json: engine.callbackJson },
  )
  await insertCallback(tx, {
    jobId: runId,
    bucketName: bucket.name,
    queueId: execution.start.queues.media ?? '',
    tag: 'Workflow',
    event: 'WorkflowFinish',
    url: target.url,
    contentType,
    deadlineMs: engine.callbackDeadlineMs,
    traceparent: null,
    body: new TextEncoder().encode(body),
    createdAt: now,
    webhookId: `msg_${engine.ids.timeUuid()}`,
  })
}

function finishedTasks({ nodes }: Topology, run: Run) {
  const types = new Map(nodes.map(({ name, type }) => [name, type]))
  return run.flatMap(({ name, tasks }) =>
    tasks.map(({ jobId, state, template, createdAt, endedAt }) => ({
      type: types.get(name) ?? '',
      name,
      state,
      jobId,
      template,
      createTime: createdAt,
      endTime: endedAt,
    })),
  )
}
