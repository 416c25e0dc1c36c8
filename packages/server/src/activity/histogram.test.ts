import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bucketOf, quantile, type Histogram } from './histogram.ts'

/** A bucket ends so much above the one before it; the rest is that a quantile has three digits. */
const PRECISION = 2 ** (1 / 4) * 1.006
const LONGEST_MS = 2 ** 28

const someDurations = fc.array(fc.double({ min: 1, max: LONGEST_MS, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
})
const share = fc.double({ min: 0.01, max: 1, noNaN: true })

function histogramOf(durations: readonly number[]): Histogram {
  const counts = new Map<number, number>()
  for (const ms of durations) counts.set(bucketOf(ms), (counts.get(bucketOf(ms)) ?? 0) + 1)
  return counts
}

function added(one: Histogram, other: Histogram): Histogram {
  const sum = new Map(one)
  for (const [bucket, count] of other) sum.set(bucket, (sum.get(bucket) ?? 0) + count)
  return sum
}

/** The smallest duration that the share of all does not exceed. */
const exactQuantile = (durations: readonly number[], q: number): number =>
  durations.toSorted((a, b) => a - b)[Math.ceil(q * durations.length) - 1] ?? NaN

test('a quantile is as near to the real one as the buckets are wide', () => {
  fc.assert(
    fc.property(someDurations, share, (durations, q) => {
      const estimate = quantile(histogramOf(durations), q) ?? NaN
      const exact = exactQuantile(durations, q)
      expect(estimate / exact).toBeLessThanOrEqual(PRECISION)
      expect(exact / estimate).toBeLessThanOrEqual(PRECISION)
    }),
  )
})

test('quantiles of histograms that were added are those of all durations', () => {
  fc.assert(
    fc.property(someDurations, someDurations, share, (one, other, q) => {
      const merged = added(histogramOf(one), histogramOf(other))
      expect(quantile(merged, q)).toBe(quantile(histogramOf([...one, ...other]), q))
    }),
  )
})

test('a larger share is no shorter', () => {
  fc.assert(
    fc.property(someDurations, share, share, (durations, one, other) => {
      const histogram = histogramOf(durations)
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      expect(quantile(histogram, less)).toBeLessThanOrEqual(quantile(histogram, more) ?? NaN)
    }),
  )
})

test.each([
  [-5, 0],
  [NaN, 0],
  [0, 0],
  [1, 0],
  [1.01, 1],
  [2, 4],
  [1_000, 40],
  [LONGEST_MS * 1_000, 112],
  [Infinity, 112],
])('%d ms are in bucket %d', (ms, bucket) => {
  expect(bucketOf(ms)).toBe(bucket)
})

test('an empty histogram has no quantiles', () => {
  expect(quantile(new Map(), 0.5)).toBeUndefined()
})
