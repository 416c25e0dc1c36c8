import type { Queryable } from '../db/database.ts'

/** Callbacks that are still to be delivered. */
export async function countPending(db: Queryable): Promise<number> {
  const { pending } = await db
    .selectFrom('callback_queue')
    .select(({ fn }) => fn.countAll<number>().as('pending'))
    .executeTakeFirstOrThrow()
  return pending
}
