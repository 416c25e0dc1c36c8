/** Blocks of 80 ms around one that a decision looks at, each way: 3 s, with the block itself in the middle. */
export const REACH_BLOCKS = 37

/** Sums of a block and of those around it. At the ends of a recording there are fewer. */
export interface Neighbours<Sums> {
  readonly blocks: readonly Sums[]
  /** The place of the block itself. */
  readonly at: number
}

/** Returns a sum over the neighbours up to some blocks away. */
export function sumAround<Sums>(
  { blocks, at }: Neighbours<Sums>,
  reach: number,
  valueOf: (sums: Sums) => number,
): number {
  let sum = 0
  for (let n = Math.max(at - reach, 0); n <= Math.min(at + reach, blocks.length - 1); n++) {
    const sums = blocks[n]
    if (sums) sum += valueOf(sums)
  }
  return sum
}

/** Returns how much louder one energy is than another, dB. */
export function decibels(energy: number, other: number): number {
  return 10 * Math.log10((energy + 1e-12) / (other + 1e-12))
}

/** Returns 0 up to `from`, 1 from `to` on, and what is between them in a straight line; `to` may be the lower one. */
export function ramp(value: number, from: number, to: number): number {
  return Math.min(Math.max((value - from) / (to - from), 0), 1)
}
