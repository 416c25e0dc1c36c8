import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../base/clock.ts'
import type { Queryable } from '../db/database.ts'
import { prepared } from '../db/prepared.ts'
import type { Stored } from './count-stored.ts'
import { afterAllWith, directlyAfter } from './key-order.ts'
import type { KeySpan } from './listing.ts'

/** Objects that one statement sums up, few enough that others don't wait long for SQLite. */
const PAGE = 1_000

export interface Summed extends Stored {
  /** There are more objects than were summed up. */
  readonly isLowerBound: boolean
}

/** Where a sum ends early. */
export interface SumLimits {
  /** Objects that are read. */
  readonly objects: number
  readonly ms: number
}

interface SumQuery {
  readonly bucketId: number
  readonly prefix: string
  /** Only those behind this key. */
  readonly after?: string | undefined
  readonly most: SumLimits
}

const sumSpan = prepared<
  KeySpan & { bucketId: number },
  { objects: number; bytes: number | null; last: string | null }
>((db, bind) =>
  db
    .selectFrom(
      db
        .selectFrom('objects')
        .select(['key', 'size'])
        .where('bucket_id', '=', bind('bucketId'))
        .where('key', '>=', bind('from'))
        .where('key', '<', bind('before'))
        .orderBy('key')
        .limit(bind('limit'))
        .as('page'),
    )
    .select(({ fn }) => [
      fn.countAll<number>().as('objects'),
      fn.sum<number | null>('size').as('bytes'),
      fn.max<string | null>('key').as('last'),
    ]),
)

/** Sums up the objects whose keys begin with a prefix, page by page, and lets other work go on in between. */
export async function sumBelow(
  db: Queryable,
  { bucketId, prefix, after, most }: SumQuery,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Summed> {
  const before = afterAllWith(prefix)
  const end = clock.monotonic() + most.ms
  let [objects, bytes, from] = [0, 0, after === undefined ? prefix : directlyAfter(after)]
  while (objects < most.objects && clock.monotonic() < end) {
    signal.throwIfAborted()
    const [page] = await sumSpan(db, { bucketId, from, before, limit: PAGE })
    objects += page?.objects ?? 0
    bytes += page?.bytes ?? 0
    if (!page?.last || page.objects < PAGE) return { objects, bytes, isLowerBound: false }
    from = directlyAfter(page.last)
    await setImmediate()
  }
  const [more] = await sumSpan(db, { bucketId, from, before, limit: 1 })
  return { objects, bytes, isLowerBound: (more?.objects ?? 0) > 0 }
}
