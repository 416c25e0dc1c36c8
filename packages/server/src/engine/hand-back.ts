import type { Claim } from './claim.ts'
import type { JobEngine } from './engine.ts'
import { settleJobs } from './settle-jobs.ts'

/** Gives a job back unfinished because the worker stops; the run does not count as a try. */
export async function handBack(engine: JobEngine, { job, token }: Claim): Promise<void> {
  const settlement = { kind: 'requeue', tries: job.tries - 1, losses: job.losses } as const
  await engine.db.transact((tx) => settleJobs(tx, engine, [{ job, token, settlement }]))
  engine.db.wake('jobs')
}
