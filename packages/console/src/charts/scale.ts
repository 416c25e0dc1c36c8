/** The end of an axis: 1, 2 or 5 times a power of ten. */
export function niceCeil(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const step = [1, 2, 5, 10].find((each) => each * power >= value * (1 - 1e-9)) ?? 10
  return step * power
}

/**
 * The path of a line through values, one unit apart, in a box of 100 units of height whose top is `max`. Where there is
 * no value the line is interrupted; a value without neighbours is a dot.
 */
export function linePath(values: readonly (number | null)[], max: number): string {
  let path = ''
  let isDrawing = false
  for (const [x, value] of values.entries()) {
    if (value === null) {
      isDrawing = false
      continue
    }
    const y = Number((100 - (Math.min(value, max) / max) * 100).toFixed(2))
    path += isDrawing ? `L${x} ${y}` : `M${x} ${y}h0`
    isDrawing = true
  }
  return path
}

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
