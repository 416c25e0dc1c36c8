import { languageTag } from './language.ts'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  const digits = value < 10 && unit > 0 ? 1 : 0
  return `${formatNumber(value, digits)} ${UNITS[unit] ?? ''}`
}

export function formatNumber(value: number, digits = 0): string {
  return value.toLocaleString(languageTag(), { maximumFractionDigits: digits })
}

/** `350 ms`, `4.2 s`, `3:05` and `1:02:03`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${formatNumber(ms)} ms`
  if (ms < 60_000) return `${formatNumber(ms / 1_000, 1)} s`
  return formatClock(ms / 1_000)
}

/** A place in a recording: `1:02` or `1:02:03`; with `digits` of a second. */
export function formatClock(seconds: number, digits = 0): string {
  const whole = Math.floor(seconds)
  const pad = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(whole / 3_600)
  const minutes = Math.floor(whole / 60) % 60
  const clock = hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`
  return digits === 0
    ? clock
    : `${clock}.${Math.floor((seconds - whole) * 10 ** digits)
        .toString()
        .padStart(digits, '0')}`
}

/** A time of the last day by its clock, and any other with its date. */
export function formatTime(iso: string, now: Date = new Date()): string {
  const at = new Date(iso)
  const clock: Intl.DateTimeFormatOptions = {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }
  const isToday = at.toDateString() === now.toDateString()
  const date: Intl.DateTimeFormatOptions = {
    month: 'short',
    day: 'numeric',
    ...(at.getFullYear() !== now.getFullYear() && { year: 'numeric' }),
  }
  return at.toLocaleString(languageTag(), isToday ? clock : { ...date, ...clock })
}

/** The clock of a time, to the minute. */
export function formatMinute(iso: string): string {
  return new Date(iso).toLocaleTimeString(languageTag(), {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
}
