import path from 'node:path'
import type { JobEngine } from '../../../packages/server/src/engine/engine.ts'
import { findExecution, type ExecutionRecord } from '../../../packages/server/src/workflows/executions.ts'
import { toJobRecord, type JobRecord } from '../../../packages/server/src/jobs/store.ts'
import { taskOf } from './graph.ts'

export interface RunJob extends JobRecord {
  /** See `taskOf`. */
  readonly task: string
  readonly node: string
}

export interface RunOutcome {
  readonly execution: ExecutionRecord
  readonly jobs: readonly RunJob[]
  /** The bodies of its WorkflowFinish. */
  readonly finishes: readonly string[]
  /** How many TaskFinish each of its jobs has. */
  readonly taskFinishes: ReadonlyMap<string, number>
}

/** All that the database has, by run: runs are found by the workflow that they are of. */
export async function readOutcomes(
  { db }: JobEngine,
  bucketId: number,
): Promise<ReadonlyMap<string, readonly RunOutcome[]>> {
  const runs = await db.reader.selectFrom('executions').select('run_id').execute()
  const rows = await db.reader.selectFrom('jobs').selectAll().orderBy('seq').execute()
  const jobs = Map.groupBy(rows.map(toJobRecord).map(toRunJob), ({ order }) => order.workflow?.runId)
  const callbacks = await db.reader.selectFrom('callbacks').select(['job_id', 'event', 'body']).execute()
  const told = Map.groupBy(callbacks, ({ job_id: id, event }) => `${event} ${id}`)
  const outcomes: RunOutcome[] = []
  for (const { run_id: runId } of runs) {
    const execution = await findExecution(db.reader, bucketId, runId)
    if (!execution) throw new Error(`the run ${runId} is in no bucket`)
    const ofRun = jobs.get(runId) ?? []
    const finishes = told.get(`WorkflowFinish ${runId}`) ?? []
    outcomes.push({
      execution,
      jobs: ofRun,
      finishes: finishes.map(({ body }) => Buffer.from(body).toString()),
      taskFinishes: new Map(ofRun.map(({ id }) => [id, told.get(`TaskFinish ${id}`)?.length ?? 0])),
    })
  }
  return Map.groupBy(outcomes, ({ execution }) => execution.workflowId)
}

function toRunJob(job: JobRecord): RunJob {
  const node = job.order.workflow?.name ?? ''
  return { ...job, node, task: taskOf(node, path.posix.basename(job.inputKey ?? '')) }
}
