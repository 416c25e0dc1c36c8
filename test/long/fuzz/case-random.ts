import { createSeededRandom, type SeededRandom } from '../../crash/seeded-random.ts'

/**
 * The random choices of a case. fast-check is not used: it runs cases one by one up to a count, while here many cases
 * run at once for a time, against a service with state. Each case has its own seed, from that of the run and its
 * number. The requests of a failed case are short enough to read without shrinking.
 */
export interface CaseRandom {
  readonly seeded: SeededRandom
  /** How often a value is invalid for its element. */
  readonly slipPercent: number
}

/** Most cases are valid, so that they pass validation. Few have many faults, since only the first fault is reported. */
const SLIPS = [0, 0, 0, 0, 4, 4, 12, 40] as const

export function caseRandom(seed: number, number: number): CaseRandom {
  const seeded = createSeededRandom(Math.imul(seed, 0x9e_37_79_b1) ^ Math.imul(number + 1, 0x85_eb_ca_6b))
  return { seeded, slipPercent: pick(seeded, SLIPS) }
}

export function pick<T>(seeded: SeededRandom, list: readonly [T, ...T[]]): T {
  return list[seeded.between(0, list.length - 1)] ?? list[0]
}

export function chance(seeded: SeededRandom, percent: number): boolean {
  return seeded.between(1, 100) <= percent
}
