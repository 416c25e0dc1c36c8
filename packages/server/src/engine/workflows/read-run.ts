import { ProtocolError } from '../../protocol/errors.ts'
import type { TaskView } from '../../protocol/workflows/workflow-shape.ts'
import { findExecution, type ExecutionRecord } from '../../workflows/executions.ts'
import type { NodeRun, Task } from '../../workflows/advance.ts'
import type { Engine } from '../engine.ts'
import { findJobs, type ListedJob } from '../jobs/read-jobs.ts'

export interface ReadRun {
  readonly execution: ExecutionRecord
  /** In the order of the nodes; one that has not started, or never does, is there once without a job. */
  readonly tasks: readonly TaskView[]
}

/** A run and how each of its jobs stands now. Throws ResourceNotFound. */
export async function readRun({ db }: Pick<Engine, 'db'>, bucketId: number, runId: string): Promise<ReadRun> {
  const execution = await findExecution(db.reader, bucketId, runId)
  if (!execution) throw new ProtocolError('ResourceNotFound', `The bucket has no execution ${runId}.`)
  const open = execution.run.flatMap(({ tasks }) =>
    tasks.flatMap(({ jobId, state }) => (state === 'Running' && jobId !== undefined ? [jobId] : [])),
  )
  const jobs = open.length === 0 ? [] : await findJobs(db.reader, bucketId, open)
  const byId = new Map(jobs.map((job) => [job.id, job]))
  const types = new Map(execution.topology.nodes.map(({ name, type }) => [name, type]))
  const tasks = execution.run.flatMap((node) => viewNode(node, types.get(node.name) ?? '', byId))
  return { execution, tasks }
}

function viewNode(
  { name, state, tasks }: NodeRun,
  type: string,
  jobs: ReadonlyMap<string, ListedJob>,
): readonly TaskView[] {
  if (tasks.length === 0) return [{ type, name, state: state === 'Skipped' ? 'Cancel' : 'Submitted' }]
  return tasks.map((task) => ({ type, name, ...viewTask(task, jobs.get(task.jobId ?? '')) }))
}

function viewTask(task: Task, job: ListedJob | undefined): Omit<TaskView, 'type' | 'name'> {
  const { jobId, state, createdAt: createTime, endedAt: endTime, code = 'Success', message } = task
  if (job) {
    const { startedAt: startTime } = job
    return {
      jobId,
      state: job.state,
      createTime,
      startTime,
      endTime: job.endedAt,
      code,
      message: job.message,
    }
  }
  return { jobId, state, createTime, startTime: task.startedAt, endTime, code, message }
}
