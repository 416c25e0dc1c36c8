import { decibels, ramp, REACH_BLOCKS, sumAround, type Neighbours } from './neighbours.ts'

/** What the most lenient of the engines keeps and removes of a block, and what is below all voices. */
export class CleanSums {
  kept = 0
  removed = 0
  rumble = 0
  rest = 0
}

/** dB of rumble against all else: with more than the first, what is below voices would come back with the input. */
const RUMBLE_DB = { from: -14, to: -17 } as const

/**
 * Returns how far the input around a block is clean already, 0 to 1: processing a clean recording can only harm it. It is
 * if no engine removes anything; `range`: what it keeps over what it removes, dB.
 */
export function cleanShare<Sums>(
  around: Neighbours<Sums>,
  cleanOf: (sums: Sums) => CleanSums,
  range: { readonly from: number; readonly to: number },
): number {
  const sum = (valueOf: (sums: CleanSums) => number): number =>
    sumAround(around, REACH_BLOCKS, (sums) => valueOf(cleanOf(sums)))
  const kept = decibels(
    sum((clean) => clean.kept),
    sum((clean) => clean.removed),
  )
  const rumble = decibels(
    sum((clean) => clean.rumble),
    sum((clean) => clean.rest),
  )
  return ramp(kept, range.from, range.to) * ramp(rumble, RUMBLE_DB.from, RUMBLE_DB.to)
}
