import type { Transaction } from '../../db/database.ts'
import { cancelJobs, lockJob } from '../../jobs/store.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import { endTask, type Run } from '../../workflows/advance.ts'
import { lockExecution, saveRun, type ExecutionRecord } from '../../workflows/executions.ts'
import type { JobEngine } from '../engine.ts'

type Cancelling = Pick<JobEngine, 'db' | 'clock' | 'cancelRunning'>

/**
 * Ends a run: waiting jobs are cancelled, no further ones start, and no callback is sent, as with a cancelled job.
 * Running jobs finish, or are cancelled as well where the settings allow that. Throws ResourceNotFound, and
 * InvalidArgument for a run that has ended.
 */
export async function cancelRun(engine: Cancelling, bucketId: number, runId: string): Promise<void> {
  await engine.db.transact(async (tx) => {
    const execution = await lockExecution(tx, runId)
    if (execution?.bucketId !== bucketId)
      throw new ProtocolError('ResourceNotFound', `The bucket has no execution ${runId}.`)
    if (execution.state !== 'Running')
      throw new ProtocolError('InvalidArgument', `The execution ${runId} has ended: ${execution.state}.`)
    const endedAt = engine.clock.now()
    const run = await cancelTasks(tx, engine, execution, endedAt)
    await saveRun(tx, { ...execution, run, state: 'Cancel', endedAt })
  })
}

async function cancelTasks(
  tx: Transaction,
  { cancelRunning }: Cancelling,
  { bucketId, topology, run: before }: ExecutionRecord,
  endedAt: number,
): Promise<Run> {
  let run = before
  const jobIds = before.flatMap(({ tasks }) =>
    tasks.flatMap(({ jobId, state }) => (state === 'Running' && jobId !== undefined ? [jobId] : [])),
  )
  for (const jobId of jobIds) {
    const job = await lockJob(tx, bucketId, jobId)
    if (job?.state !== 'Submitted' && !(cancelRunning && job?.state === 'Running')) continue
    await cancelJobs(tx, [job.seq], endedAt)
    run = endTask(topology, run, { jobId, state: 'Cancel', outputs: [], endedAt })
  }
  return run
}
