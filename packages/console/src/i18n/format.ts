import { languageTag, t } from './language.ts'

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const

export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit++
  }
  const digits = value < 10 && unit > 0 ? 1 : 0
  return `${formatNumber(value, digits)}\u00a0${UNITS[unit] ?? ''}`
}

export function formatNumber(value: number, digits = 0): string {
  return numberFormat(languageTag(), digits).format(value)
}

/** With all of its digits, so that values below each other have the same. */
export function formatFixed(value: number, digits: number): string {
  return fixedFormat(languageTag(), digits).format(value)
}

export const formatPercent = (value: number): string => t('common.percent', { value: formatNumber(value) })

/** `350 ms`, `4.2 s`, `3:05` and `1:02:03`. */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${formatNumber(ms)}\u00a0ms`
  if (ms < 60_000) return `${formatNumber(ms / 1_000, 1)}\u00a0s`
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
  const isToday = at.toDateString() === now.toDateString()
  const isThisYear = at.getFullYear() === now.getFullYear()
  return timeFormat(languageTag(), isToday ? 'clock' : isThisYear ? 'date' : 'year').format(at)
}

/** All of a time, with the zone of the reader: `December 1, 2026 at 08:05:09 GMT+08:00`. */
export function formatWholeTime(iso: string): string {
  return timeFormat(languageTag(), 'whole').format(new Date(iso))
}

/** The clock of a time, to the minute. */
export function formatMinute(iso: string): string {
  return timeFormat(languageTag(), 'minute').format(new Date(iso))
}

const MINUTE = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const CLOCK = { ...MINUTE, second: '2-digit' } as const
const DATE = { ...CLOCK, month: 'short', day: 'numeric' } as const
const YEAR = { ...DATE, year: 'numeric' } as const
const WHOLE = { ...YEAR, month: 'long', timeZoneName: 'longOffset' } as const
const TIMES = { minute: MINUTE, clock: CLOCK, date: DATE, year: YEAR, whole: WHOLE } as const

// To make one takes as long as to draw some rows of a list.
const timeFormat = once(
  (tag, kind: keyof typeof TIMES): Intl.DateTimeFormat => new Intl.DateTimeFormat(tag, TIMES[kind]),
)
const numberFormat = once(
  (tag, digits: number): Intl.NumberFormat => new Intl.NumberFormat(tag, { maximumFractionDigits: digits }),
)
const fixedFormat = once(
  (tag, digits: number): Intl.NumberFormat =>
    new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
)

/** Makes the format of a language and a kind at its first use. */
function once<K, F>(make: (tag: string, kind: K) => F): (tag: string, kind: K) => F {
  const made = new Map<string, F>()
  return (tag, kind) => {
    const key = `${tag} ${String(kind)}`
    let format = made.get(key)
    if (!format) made.set(key, (format = make(tag, kind)))
    return format
  }
}
