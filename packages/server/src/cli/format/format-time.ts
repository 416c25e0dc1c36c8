import type { DisplayContext } from '../command.ts'

const STEPS = [
  { unit: 's', ms: 1_000, below: 90_000 },
  { unit: 'min', ms: 60_000, below: 90 * 60_000 },
  { unit: 'h', ms: 3_600_000, below: 36 * 3_600_000 },
  { unit: 'd', ms: 86_400_000, below: Number.POSITIVE_INFINITY },
] as const

/** `3 min ago`, `in 2 h`, `now`. */
export function relativeTime(iso: string, now: number): string {
  const distance = Date.parse(iso) - now
  if (Number.isNaN(distance)) return iso
  const size = Math.abs(distance)
  if (size < 1_000) return 'now'
  const count = formatSpan(size)
  return distance < 0 ? `${count} ago` : `in ${count}`
}

/** `40 s`, `3 min`, `2 h`. */
export function formatSpan(ms: number): string {
  const step = STEPS.find(({ below }) => ms < below) ?? STEPS[3]
  return `${Math.round(ms / step.ms)} ${step.unit}`
}

/** `in 2 h`; `over` once the time has come, such as for what may be done from then on. */
export function timeAhead(iso: string, now: number, over: string): string {
  return Date.parse(iso) > now ? relativeTime(iso, now) : over
}

/** A time of a table: for people as `relative` says it, for programs as it is; empty where there is none. */
export function timeCell(
  { terminal, clock }: DisplayContext,
  iso: string | null,
  relative: (iso: string, now: number) => string,
): string {
  if (iso === null) return ''
  return terminal.interactive ? relative(iso, clock.now()) : iso
}

/** `850 ms`, `3.2 s`. */
export function formatDuration(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`
}
