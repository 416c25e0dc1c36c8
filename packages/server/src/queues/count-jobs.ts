import type { Queryable } from '../db/database.ts'

/** Returns the waiting and running jobs of all queues: read from the queues' counters, so that it costs nothing. */
export async function countJobs(db: Queryable): Promise<{ waiting: number; running: number }> {
  const { waiting, running } = await db
    .selectFrom('queue_loads')
    .select(({ fn }) => [
      fn.sum<number | null>('waiting').as('waiting'),
      fn.sum<number | null>('running').as('running'),
    ])
    .executeTakeFirstOrThrow()
  return { waiting: waiting ?? 0, running: running ?? 0 }
}
