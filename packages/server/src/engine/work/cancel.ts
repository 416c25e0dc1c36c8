import type { Transaction } from '../../db/database.ts'
import { cancelJobs, lockJob } from '../../jobs/store.ts'
import { ProtocolError } from '../../protocol/errors.ts'
import type { JobEngine } from '../engine.ts'
import { advanceRun } from '../workflows/start-run.ts'

export interface CancelledJob {
  readonly bucketId: number
  readonly jobId: string
}

/**
 * Cancels a job that waits, or one that runs where the settings allow it: its worker learns of that at its next
 * heartbeat. Nobody is called back. Throws ResourceNotFound for an unknown job, and InvalidArgument for one that can't
 * be cancelled any more.
 */
export async function cancel(engine: JobEngine, job: CancelledJob): Promise<void> {
  await engine.db.transact((tx) => cancelInside(tx, engine, job))
}

/** The same inside a transaction. */
export async function cancelInside(
  tx: Transaction,
  engine: JobEngine,
  { bucketId, jobId }: CancelledJob,
): Promise<void> {
  const job = await lockJob(tx, bucketId, jobId)
  if (!job) {
    throw new ProtocolError('ResourceNotFound', `The bucket has no job ${jobId}.`)
  }
  if (job.state !== 'Submitted' && !(engine.cancelRunning && job.state === 'Running')) {
    throw new ProtocolError(
      'InvalidArgument',
      `The job ${job.id} is ${job.state}; only a job that ${engine.cancelRunning ? 'waits or runs' : 'waits'} can be cancelled.`,
    )
  }
  const now = engine.clock.now()
  await cancelJobs(tx, [job.seq], now)
  const { workflow } = job.order
  if (workflow) {
    const ended = { jobId: job.id, state: 'Cancel', outputs: [], endedAt: now } as const
    await advanceRun(tx, engine, { runId: workflow.runId, ended })
  }
}
