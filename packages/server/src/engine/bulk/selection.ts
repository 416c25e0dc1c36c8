import { z } from 'zod'
import type { BulkSelection, BulkVerb } from '../../bulk-actions/tables.ts'
import { findCallbackIds, type CallbackFilter } from '../../callbacks/operator/find-callbacks.ts'
import type { Queryable } from '../../db/database.ts'
import { FAILURE_CODES } from '../../jobs/failure-codes.ts'
import { JOB_STATES, type ShownState } from '../../jobs/states.ts'
import { selectFiltered } from '../operator/browse-jobs.ts'

const text = z.string().optional()
const time = z.number().optional()

/** What was stored is read again by these. */
const jobSelection = z.strictObject({
  ...{ bucket: text, queue: text, tag: text, input: text, inputPrefix: text, workflow: text, batch: text },
  state: z.enum([...JOB_STATES, 'Pause']).optional(),
  code: z.enum(FAILURE_CODES).optional(),
  ...{ since: time, until: time },
})
const callbackSelection = z.strictObject({
  ...{ bucket: text, queue: text, tag: text, endpoint: text, answer: text },
  state: z.enum(['pending', 'paused', 'parked', 'delivered', 'dead', 'undelivered']).optional(),
  event: z.enum(['TaskFinish', 'WorkflowFinish']).optional(),
  ...{ since: time, until: time },
  /** The newest of them, so that none is taken that is made meanwhile. */
  upTo: z.number().optional(),
})
type CallbackBulkSelection = z.infer<typeof callbackSelection>

/** The states in which something can be cancelled, or run again. */
export const CANCELLED_STATES: readonly ShownState[] = ['Submitted', 'Pause', 'Running']
export const RERUN_STATES: readonly ShownState[] = ['Success', 'Failed', 'Cancel']

export interface BulkChunk {
  /** Seqs of jobs, the newest first; or ids of callbacks, the oldest first. */
  readonly ids: readonly number[]
  /** Where to go on; `undefined`: that was all. */
  readonly next: number | undefined
}

interface Chunk {
  readonly action: BulkVerb
  readonly selection: BulkSelection
  readonly cursor: number | undefined
  readonly limit: number
}

/** The jobs or callbacks whose turn is next. */
export async function selectChunk(
  db: Queryable,
  { action, selection, cursor, limit }: Chunk,
): Promise<BulkChunk> {
  if (action === 'replay') return selectCallbacks(db, callbackSelection.parse(selection), { cursor, limit })
  const filter = jobSelection.parse(selection)
  const states = filter.state ? [filter.state] : action === 'cancel' ? CANCELLED_STATES : RERUN_STATES
  const { seqs, next } = await selectFiltered(db, { ...filter, states }, { before: cursor, limit })
  return { ids: seqs, next }
}

async function selectCallbacks(
  db: Queryable,
  { upTo = Infinity, ...selection }: CallbackBulkSelection,
  { cursor, limit }: Pick<Chunk, 'cursor' | 'limit'>,
): Promise<BulkChunk> {
  const page = { filter: filterOf(selection), order: 'asc', after: cursor ?? 0, limit } as const
  const { ids, next } = await findCallbackIds(db, page)
  const isOver = next !== undefined && next >= upTo
  return { ids: ids.filter((id) => id <= upTo), next: isOver ? undefined : next }
}

function filterOf({ bucket, queue, ...filter }: Omit<CallbackBulkSelection, 'upTo'>): CallbackFilter {
  return { ...filter, bucketName: bucket, queueId: queue }
}
