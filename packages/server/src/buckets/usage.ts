import type { Clock } from '../base/clock.ts'
import type { Queryable } from '../db/database.ts'
import type { ListingQuery } from './listing.ts'
import { listObjects } from './store.ts'
import { sumBelow, type Summed, type SumLimits } from './sum-below.ts'

/** A million objects take a third of a second on SQLite, and half of one on PostgreSQL. */
const MOST: SumLimits = { objects: 1_000_000, ms: 2_000 }

export interface Usage {
  /** By the prefixes of one page of the listing. */
  readonly prefixes: readonly ({ readonly prefix: string } & Summed)[]
  /** Of all objects whose keys begin with the prefix of the listing. */
  readonly total: Summed
  readonly next: string | undefined
}

interface UsageQuery extends ListingQuery {
  readonly bucketId: number
}

/** How much is below each prefix of a page of a listing. A prefix may use its share of the limits, and what others left. */
export async function measureUsage(
  db: Queryable,
  { bucketId, ...listing }: UsageQuery,
  run: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Usage> {
  const { rows, commonPrefixes, nextMarker } = await listObjects(db, bucketId, listing)
  const end = run.clock.monotonic() + MOST.ms
  const prefixes: Usage['prefixes'][number][] = []
  let left = MOST.objects
  for (const [index, prefix] of commonPrefixes.entries()) {
    const sharers = commonPrefixes.length - index
    const most = { objects: left / sharers, ms: (end - run.clock.monotonic()) / sharers }
    const summed = await sumBelow(db, { bucketId, prefix, most }, run)
    left = Math.max(0, left - summed.objects)
    prefixes.push({ prefix, ...summed })
  }
  const isWhole = listing.marker === '' && nextMarker === undefined
  const total = isWhole
    ? add([...prefixes, ...rows.map(({ size }) => ({ objects: 1, bytes: size, isLowerBound: false }))])
    : await sumBelow(db, { bucketId, prefix: listing.prefix, most: MOST }, run)
  return { prefixes, total, next: nextMarker }
}

function add(parts: readonly Summed[]): Summed {
  return parts.reduce<Summed>(
    (sum, { objects, bytes, isLowerBound }) => ({
      objects: sum.objects + objects,
      bytes: sum.bytes + bytes,
      isLowerBound: sum.isLowerBound || isLowerBound,
    }),
    { objects: 0, bytes: 0, isLowerBound: false },
  )
}
