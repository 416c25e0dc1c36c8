export interface SeededRandom {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
}

/** Random numbers that a seed repeats (mulberry32), so that a failed run can be run again. */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  return {
    between(low, high) {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return low + (((mixed ^ (mixed >>> 14)) >>> 0) % (high - low + 1))
    },
  }
}
