import {
  countRunning,
  forgetBulkActions,
  insertBulkAction,
  type BulkAction,
} from '../../bulk-actions/store.ts'
import type { BulkSelection, BulkVerb } from '../../bulk-actions/tables.ts'
import { readNewest } from '../../callbacks/operator/read-callbacks.ts'
import type { Queryable } from '../../db/database.ts'
import { lockName } from '../../db/dialect.ts'
import type { Engine } from '../engine.ts'
import { selectChunk } from './selection.ts'

/** An action deals with at most so many. */
export const MAX_MATCHED = 100_000
export const MAX_RUNNING = 20
/** Of those that ended. */
const KEPT = 200
const CHUNK = 1_000
/** How many of the first are shown. */
const SHOWN = 5

export interface BulkRequest {
  readonly action: BulkVerb
  readonly selection: BulkSelection
  readonly ratePerSecond: number | undefined
}

/** What an action would deal with. */
export interface BulkPreview {
  /** At most `MAX_MATCHED`; more of them can't be dealt with at once. */
  readonly matched: number
  readonly isMore: boolean
  /** Those whose turn is first, by seq or id, and the very last. */
  readonly first: readonly number[]
  readonly last: number | undefined
  /** With these bounds of what is there now. */
  readonly selection: BulkSelection
}

/** Counts what matches now. What is made later is not part of it. */
export async function previewBulkAction(
  engine: Engine,
  { action, selection }: BulkRequest,
): Promise<BulkPreview> {
  const bounded = await withBounds(engine, action, selection)
  const first: number[] = []
  let matched = 0
  let last: number | undefined
  let cursor: number | undefined
  do {
    const chunk = await selectChunk(engine.db.reader, { action, selection: bounded, cursor, limit: CHUNK })
    if (first.length < SHOWN) first.push(...chunk.ids.slice(0, SHOWN - first.length))
    matched += chunk.ids.length
    last = chunk.ids.at(-1) ?? last
    cursor = chunk.next
  } while (cursor !== undefined && matched <= MAX_MATCHED)
  const isMore = matched > MAX_MATCHED
  return { matched: Math.min(matched, MAX_MATCHED), isMore, first, last, selection: bounded }
}

async function withBounds(
  engine: Engine,
  action: BulkVerb,
  selection: BulkSelection,
): Promise<BulkSelection> {
  if (action === 'replay') return { ...selection, upTo: (await readNewest(engine.db)).callback }
  const until = selection['until']
  const now = engine.clock.now()
  return { ...selection, until: typeof until === 'number' ? Math.min(until, now) : now }
}

/** Starts what was previewed. `undefined`: too many run already. */
export async function startBulkAction(
  engine: Engine,
  { action, ratePerSecond }: BulkRequest,
  { matched, selection }: BulkPreview,
): Promise<BulkAction | undefined> {
  const createdAt = engine.clock.now()
  return engine.db.transact(async (tx) => {
    await lockName(tx, 'bulk-actions')
    if (await isFull(tx)) return undefined
    await forgetBulkActions(tx, KEPT)
    return insertBulkAction(tx, { action, selection, ratePerSecond, matched, createdAt })
  })
}

const isFull = async (db: Queryable): Promise<boolean> => (await countRunning(db)) >= MAX_RUNNING
