/** What must be reached. `limit` is the bound of `value`. */
export interface Goal {
  readonly name: string
  readonly value: number
  readonly atLeast?: number
  readonly atMost?: number
}

/** Prints a goal with its value; gives whether it is met. */
export function checkGoal({ name, value, atLeast = -Infinity, atMost = Infinity }: Goal): boolean {
  const met = value >= atLeast && value <= atMost
  const bound = atMost === Infinity ? `at least ${atLeast}` : `at most ${round(atMost)}`
  console.log(`  ${name}: ${round(value)} (goal: ${bound}) ${met ? 'met' : 'NOT MET'}`)
  return met
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** `part` is in [0, 1]. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** The median of the rounds' own ratios: both sides of one round met the same noise. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN)))
}

/** Two digits behind the point while they say something. */
function round(value: number): string {
  return value.toFixed(Math.abs(value) < 100 ? 2 : 0)
}

/** One line: a name and its figures in columns. */
export function row(name: string, figures: readonly number[]): string {
  return `  ${name.padEnd(12)}${figures.map((figure) => round(figure).padStart(10)).join('')}`
}
