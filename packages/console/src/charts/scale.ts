/** The end of an axis: 1, 2 or 5 times a power of ten. */
export function niceCeil(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9)) ?? 10
  return step * power
}

/** A value in a box of 100 units of height whose top is `max`. */
const heightOf = (value: number, max: number): number =>
  Number((100 - (Math.min(value, max) / max) * 100).toFixed(2))

/** The path of a line through values, one unit apart. Where there is no value the line is interrupted. */
export function linePath(values: readonly (number | null)[], max: number): string {
  return values
    .map((value, x) => {
      if (value === null || isAlone(values, x)) return ''
      return `${(values[x - 1] ?? null) === null ? 'M' : 'L'}${x} ${heightOf(value, max)}`
    })
    .join('')
}

/** The path of the values that no line shows, as they have no neighbours: dots, where the caps of a line are round. */
export function dotPath(values: readonly (number | null)[], max: number): string {
  return values
    .map((value, x) => (value === null || !isAlone(values, x) ? '' : `M${x} ${heightOf(value, max)}h0`))
    .join('')
}

const isAlone = (values: readonly (number | null)[], x: number): boolean =>
  (values[x - 1] ?? null) === null && (values[x + 1] ?? null) === null

interface Steps {
  readonly counts: readonly number[]
  /** When the first step began, ms since 1970. */
  readonly from: number
  readonly stepS: number
  readonly now: number
}

/** Events a minute. The last step is not over: what it has so far is divided by the time so far, at least a minute. */
export function perMinute({ counts, from, stepS, now }: Steps): readonly number[] {
  const minutes = stepS / 60
  return counts.map((count, index) => {
    if (index < counts.length - 1) return count / minutes
    const elapsed = (now - from) / 60_000 - index * minutes
    return count / Math.min(minutes, Math.max(1, elapsed))
  })
}
