import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../base/clock.ts'
import type { BatchCursor } from '../../batches/plan.ts'
import type { Queryable } from '../../db/database.ts'
import { readPrefix } from './batch-pages.ts'

const PAGE = 1_000
/** Objects that are looked at, and how long, ms. */
const MOST = { objects: 100_000, ms: 2_000 }
const FIRST = 10

export interface BatchPreview {
  readonly objects: number
  /** There are more objects than were looked at. */
  readonly isLowerBound: boolean
  /** The keys of the first of them. */
  readonly first: readonly string[]
}

/** What a batch over a prefix would take if it began now: it is listed as such a batch is, and nothing is stored. */
export async function previewBatch(
  db: Queryable,
  { bucketId, prefix }: { readonly bucketId: number; readonly prefix: string },
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<BatchPreview> {
  const plan = { source: { kind: 'prefix', prefix }, modified: { to: clock.now() } } as const
  const end = clock.monotonic() + MOST.ms
  const first: string[] = []
  let objects = 0
  let cursor: BatchCursor = {}
  while (objects < MOST.objects && clock.monotonic() < end) {
    signal.throwIfAborted()
    const page = await readPrefix({ db }, { batchId: '', bucketId, plan, cursor }, { prefix, limit: PAGE })
    objects += page.items.length
    if (first.length < FIRST) first.push(...page.items.flatMap(({ key }) => key ?? []).slice(0, FIRST))
    if (page.ended) return { objects, first: first.slice(0, FIRST), isLowerBound: false }
    cursor = page.cursor
    await setImmediate()
  }
  return { objects, first: first.slice(0, FIRST), isLowerBound: true }
}
