import { createDice, type Dice } from '../../crash/dice.ts'

/**
 * What decides a case. Not fast-check: its properties run one case after the other up to a count, while here many cases
 * are under way at once for a time, against a service that keeps state. Each case has a seed of its own instead, made of
 * the run's and its number, and what a failed case sent is short enough to be read without being shrunk.
 */
export interface Luck {
  readonly dice: Dice
  /** How often a value is not what its element may be. */
  readonly slipPercent: number
}

/** Most cases are right, so that they get past the door; few are wrong in so much that only the first fault is seen. */
const SLIPS = [0, 0, 0, 0, 4, 4, 12, 40] as const

export function luckOf(seed: number, number: number): Luck {
  const dice = createDice(Math.imul(seed, 0x9e_37_79_b1) ^ Math.imul(number + 1, 0x85_eb_ca_6b))
  return { dice, slipPercent: pick(dice, SLIPS) }
}

export function pick<T>(dice: Dice, list: readonly [T, ...T[]]): T {
  return list[dice.between(0, list.length - 1)] ?? list[0]
}

export function chance(dice: Dice, percent: number): boolean {
  return dice.between(1, 100) <= percent
}
