import type { XmlNode } from '../../../packages/server/src/protocol/xml/xml.ts'
import { chance, pick, type CaseRandom } from './case-random.ts'
import { oddText } from './odd-texts.ts'

/** Makes elements that stand beside each other; none of them where there is nothing to say. */
export type Part = (random: CaseRandom) => readonly XmlNode[]
export type Value = (random: CaseRandom) => string

export function element(name: string, ...parts: readonly Part[]): Part {
  return (random) => [[name, parts.flatMap((part) => part(random))]]
}

export function text(name: string, value: Value): Part {
  return (random) => {
    const slips = chance(random.seeded, random.slipPercent)
    // Left out, and there twice, are mistakes as well.
    if (slips && chance(random.seeded, 20)) return []
    const once: XmlNode = [name, slips ? oddText(random.seeded) : value(random)]
    return slips && chance(random.seeded, 10) ? [once, [name, value(random)]] : [once]
  }
}

export function maybe(part: Part, percent = 50): Part {
  return (random) => (chance(random.seeded, percent) ? part(random) : [])
}

export function either(...parts: readonly [Part, ...Part[]]): Part {
  return (random) => pick(random.seeded, parts)(random)
}

export function several(part: Part, [low, high]: readonly [number, number]): Part {
  return (random) => Array.from({ length: random.seeded.between(low, high) }, () => part(random)).flat()
}

export const all =
  (...parts: readonly Part[]): Part =>
  (random) =>
    parts.flatMap((part) => part(random))

export const nothing: Part = () => []

/** One of the documented values, now and then in other letters. */
export function choice(...values: readonly [string, ...string[]]): Value {
  return ({ seeded, slipPercent }) => {
    const value = pick(seeded, values)
    return slipPercent > 0 && chance(seeded, 10) ? value.toUpperCase() : value
  }
}

export const flag = choice('true', 'false')

export interface Range {
  readonly min: number
  readonly max: number
  /** What most cases have: the work that a value asks for must be small, or few cases run. */
  readonly usual: readonly [number, ...number[]]
  /** Whether it may have a fraction. */
  readonly fraction?: boolean
  /** Whether the ends make for minutes of work: they are asked for seldom. */
  readonly isCostly?: boolean
}

/** A number of a range: the usual ones, the ends, anything between, and with bad luck what is just outside. */
export function number({ min, max, usual, fraction = false, isCostly = false }: Range): Value {
  return ({ seeded, slipPercent }) => {
    if (chance(seeded, slipPercent)) return String(pick(seeded, [min - 1, max + 1, min - 0.001, max + 0.001]))
    if (chance(seeded, isCostly ? 97 : 88)) return String(pick(seeded, usual))
    if (chance(seeded, 60)) return String(pick(seeded, [min, max, fraction ? min + 0.001 : min + 1]))
    const whole = seeded.between(Math.ceil(min), Math.floor(Math.min(max, 1e9)))
    return fraction ? (whole / pick(seeded, [1, 3, 10])).toFixed(pick(seeded, [0, 1, 3, 9])) : String(whole)
  }
}
