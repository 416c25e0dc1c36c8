import type { Clock } from '../base/clock.ts'
import { usageError } from './command.ts'

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/

/** Ms of `90s`, `15m`, `1h`, `2d`, `1w` or several in a row (`1h30m`); `undefined` for anything else. */
export function readDuration(text: string): number | undefined {
  if (!/^(\d{1,9}[smhdw])+$/.test(text)) return undefined
  let total = 0
  for (const [, count, unit] of text.matchAll(/(\d+)([smhdw])/g)) {
    for (const [name, ms] of Object.entries(UNIT_MS)) if (name === unit) total += Number(count) * ms
  }
  return total
}

/**
 * A time for the API, from an ISO 8601 time or a duration, which counts back (`past`) or forward (`future`) from now. A
 * time without a zone is in this machine's zone, as people mean it. Throws CommandError.
 */
export function readTime(
  name: string,
  text: string | undefined,
  { clock, towards }: { readonly clock: Clock; readonly towards: 'past' | 'future' },
): string | undefined {
  if (text === undefined) return undefined
  const duration = readDuration(text)
  const sign = towards === 'past' ? -1 : 1
  const at =
    duration === undefined
      ? ISO.test(text)
        ? new Date(text)
        : new Date(Number.NaN)
      : new Date(clock.now() + sign * duration)
  if (!Number.isNaN(at.getTime())) return at.toISOString()
  throw usageError(
    `--${name} is a duration (90s, 15m, 1h, 2d) or a time (2026-01-31T18:00:00Z), not "${text}".`,
  )
}
