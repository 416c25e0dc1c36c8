/** How many durations fell into each bucket. Histograms are merged by adding their counts. */
export type Histogram = ReadonlyMap<number, number>

/** Each bucket ends 19 % above the one before it: a quantile is at most that far from the real one. */
const BUCKETS_PER_OCTAVE = 4
/** Ends at 3 days, which is how long deliveries are tried. What took longer is in it as well. */
const LAST_BUCKET = 28 * BUCKETS_PER_OCTAVE

/** Bucket 0 ends at 1 ms; what lies before it took no time by a clock that was set back. */
export function bucketOf(ms: number): number {
  if (!(ms > 1)) return 0
  return Math.min(LAST_BUCKET, Math.ceil(Math.log2(ms) * BUCKETS_PER_OCTAVE))
}

const endOf = (bucket: number): number => 2 ** (bucket / BUCKETS_PER_OCTAVE)

/**
 * The duration that the share `q` of all does not exceed, in ms, with three digits; `undefined` for an empty histogram.
 * Within a bucket the durations are taken to lie evenly on its logarithmic scale.
 */
export function quantile(histogram: Histogram, q: number): number | undefined {
  const buckets = [...histogram].sort(([one], [other]) => one - other)
  const rank = q * buckets.reduce((sum, [, count]) => sum + count, 0)
  let before = 0
  for (const [bucket, count] of buckets) {
    if (before + count >= rank && count > 0) {
      const part = (rank - before) / count
      const ms = bucket === 0 ? 1 : endOf(bucket - 1 + part)
      return Number(ms.toPrecision(3))
    }
    before += count
  }
  return undefined
}
