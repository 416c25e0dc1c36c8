const STEPS = [
  { unit: 's', ms: 1_000, below: 90_000 },
  { unit: 'min', ms: 60_000, below: 90 * 60_000 },
  { unit: 'h', ms: 3_600_000, below: 36 * 3_600_000 },
  { unit: 'days', ms: 86_400_000, below: Infinity },
] as const

/** How long something lasts, in the unit that says it shortest: `45 s`, `12 min`, `3 h`, `2 days`. */
export function shownSpan(ms: number): string {
  const { unit, ms: each } = STEPS.find(({ below }) => ms < below) ?? STEPS[3]
  return `${Math.max(0, Math.round(ms / each))} ${unit}`
}
