import type { Queryable, Transaction } from '../db/database.ts'

export interface JobAge {
  readonly seq: number
  /** ms since 1970 */
  readonly createdAt: number
  readonly endedAt: number | undefined
}

/** Returns a page of all jobs in order of submission, after a seq. */
export async function readAges(
  db: Queryable,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<readonly JobAge[]> {
  const rows = await db
    .selectFrom('jobs')
    .select(['seq', 'created_at', 'ended_at'])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(({ seq, created_at, ended_at }) => ({
    seq,
    createdAt: created_at,
    endedAt: ended_at ?? undefined,
  }))
}

export async function deleteJobs(tx: Transaction, seqs: readonly number[]): Promise<void> {
  await tx.deleteFrom('jobs').where('seq', 'in', seqs).execute()
}
