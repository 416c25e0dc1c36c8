import { sql, type RawBuilder } from 'kysely'
import type { Queryable } from '../../db/database.ts'
import type { FailureCode } from '../../jobs/failure-codes.ts'
import { choiceOf, pageOfJobs, rangeOf, type JobFilter } from '../jobs/page-of-jobs.ts'

export interface JobSelection extends Omit<JobFilter, 'direction' | 'after' | 'limit' | 'category'> {
  /** What the key of the input begins with; only together with a bucket. */
  readonly inputPrefix?: string | undefined
  /** Why it failed. */
  readonly code?: FailureCode | undefined
}

export interface SelectedPage {
  /** The newest first. */
  readonly seqs: readonly number[]
  /** Where to go on. */
  readonly next: number | undefined
}

export interface SeqPage {
  /** The seq of the last job already seen. */
  readonly before: number | undefined
  readonly limit: number
}

/** Of the jobs that a page is sifted from, at most this many are read. */
const MAX_SCANNED = 5_000
const CHUNK = 500

/** Up to so many jobs of a prefix are sorted; of more, the newest are found among the newest of the bucket. */
const MAX_SORTED = 100_000

/**
 * A page of jobs, the newest first. No index has codes in the order of time, and none has prefixes: such a page may have
 * few entries or none, and still say where to go on.
 */
export async function selectJobs(
  db: Queryable,
  { code, ...selection }: JobSelection,
  page: SeqPage,
): Promise<SelectedPage> {
  const { states } = selection
  if (code !== undefined && states?.includes('Failed') === false) return { seqs: [], next: undefined }
  const wanted: JobSelection = code === undefined ? selection : { ...selection, code, states: ['Failed'] }
  if (wanted.inputPrefix !== undefined)
    return (await isSmall(db, wanted)) ? sortPrefix(db, wanted, page) : sift(db, wanted, page)
  if (code !== undefined) return sift(db, wanted, page)
  return readStretches(db, wanted, page)
}

async function readStretches(
  db: Queryable,
  { code: _, inputPrefix: __, ...selection }: JobSelection,
  { before, limit }: SeqPage,
): Promise<SelectedPage> {
  const page = pageOfJobs(db, { ...selection, after: before, direction: 'desc', limit })
  const { rows } = await sql<{ seq: number }>`
    SELECT j.seq FROM jobs j WHERE j.seq IN (${page})
    ORDER BY j.created_at DESC, j.seq DESC LIMIT ${limit}`.execute(db)
  return pageOf(rows, limit)
}

/** The range of the index that has the inputs of a bucket. */
function inPrefix({ bucketId, inputPrefix = '' }: JobSelection): RawBuilder<boolean> {
  return sql`j.bucket_id = ${bucketId ?? 0} AND j.input_key >= ${inputPrefix}
    AND j.input_key <= ${`${inputPrefix}\u{10FFFF}`}`
}

async function isSmall(db: Queryable, selection: JobSelection): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM (
      SELECT j.bucket_id FROM jobs j WHERE ${inPrefix(selection)} LIMIT ${MAX_SORTED + 1}) AS matching`.execute(
    db,
  )
  return (rows[0]?.count ?? 0) <= MAX_SORTED
}

async function sortPrefix(
  db: Queryable,
  selection: JobSelection,
  { before, limit }: SeqPage,
): Promise<SelectedPage> {
  const { workflowId, batchId, code } = selection
  const filter = { ...selection, after: before, direction: 'desc', limit } as const
  const others = [
    ...(workflowId === undefined ? [] : [sql`j.workflow_id = ${workflowId}`]),
    ...(batchId === undefined ? [] : [sql`j.batch_id = ${batchId}`]),
    ...(code === undefined ? [] : [sql`j.code = ${code}`]),
  ]
  // CROSS JOIN: SQLite then begins with the jobs.
  const { rows } = await sql<{ seq: number }>`
    SELECT j.seq FROM jobs j CROSS JOIN queues WHERE queues.id = j.queue AND ${inPrefix(selection)}
      AND ${choiceOf(filter, 'j')} AND ${rangeOf(filter)('j')} AND ${sql.join([sql`TRUE`, ...others], sql` AND `)}
    ORDER BY j.created_at DESC, j.seq DESC LIMIT ${limit}`.execute(db)
  return pageOf(rows, limit)
}

async function sift(
  db: Queryable,
  selection: JobSelection,
  { before, limit }: SeqPage,
): Promise<SelectedPage> {
  const seqs: number[] = []
  let last = before
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += CHUNK) {
    const page = await readStretches(db, selection, { before: last, limit: CHUNK })
    const fitting = await fittingOf(db, selection, page.seqs)
    for (const seq of page.seqs) {
      if (!fitting.has(seq)) continue
      seqs.push(seq)
      if (seqs.length === limit) return { seqs, next: seq }
    }
    last = page.next
    if (last === undefined) break
  }
  return { seqs, next: last }
}

async function fittingOf(
  db: Queryable,
  selection: JobSelection,
  seqs: readonly number[],
): Promise<ReadonlySet<number>> {
  if (seqs.length === 0) return new Set()
  const { code, inputPrefix } = selection
  const conditions = [
    sql`j.seq IN (${sql.join(seqs)})`,
    ...(code === undefined ? [] : [sql`j.code = ${code}`]),
    ...(inputPrefix === undefined ? [] : [inPrefix(selection)]),
  ]
  const { rows } = await sql<{ seq: number }>`
    SELECT j.seq FROM jobs j WHERE ${sql.join(conditions, sql` AND `)}`.execute(db)
  return new Set(rows.map(({ seq }) => seq))
}

function pageOf(rows: readonly { readonly seq: number }[], limit: number): SelectedPage {
  const seqs = rows.map(({ seq }) => seq)
  return { seqs, next: seqs.length === limit ? seqs.at(-1) : undefined }
}
