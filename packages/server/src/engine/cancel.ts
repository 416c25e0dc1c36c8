import { cancelJob, findJob } from '../jobs/store.ts'
import { ProtocolError } from '../protocol/errors.ts'
import type { Engine } from './engine.ts'

export interface Cancellation {
  readonly bucketId: number
  readonly jobId: string
  /** Whether a job that runs may be cancelled too: its worker notices at the next sign of life. */
  readonly alsoRunning: boolean
}

/** Throws ResourceNotFound for an unknown job and InvalidArgument for one that can't be cancelled any more. */
export async function cancel(engine: Engine, cancellation: Cancellation): Promise<void> {
  await engine.db.transact(async (tx) => {
    const job = await findJob(tx, cancellation.bucketId, cancellation.jobId)
    if (!job) {
      throw new ProtocolError('ResourceNotFound', `The bucket has no job ${cancellation.jobId}.`)
    }
    if (job.state !== 'Submitted' && !(cancellation.alsoRunning && job.state === 'Running')) {
      throw new ProtocolError(
        'InvalidArgument',
        `The job ${job.id} is ${job.state}; only a job that waits can be cancelled.`,
      )
    }
    await cancelJob(tx, { seq: job.seq, now: engine.clock.now() })
  })
  engine.db.wake('jobs')
}
