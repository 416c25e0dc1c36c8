import { ProtocolError } from './errors.ts'

/** Minutes east of UTC: 480 is Beijing's +08:00. All times of the job protocol are shown in one fixed offset. */
export type TimeZone = number

/** The protocol's spelling of an unknown time. */
const UNKNOWN_TIME = '-'

const ZONE = /^(?:[Zz]|UTC|([+-])(\d{2}):?(\d{2}))$/
const MAX_ZONE_MINUTES = 14 * 60

/** Reads `+08:00`, `+0800`, `Z` or `UTC`; `undefined` for anything else. */
export function parseTimeZone(text: string): TimeZone | undefined {
  const match = ZONE.exec(text)
  if (!match) return undefined
  const [, sign, hours = '0', minutes = '0'] = match
  const offset = Number(hours) * 60 + Number(minutes)
  if (Number(minutes) > 59 || offset > MAX_ZONE_MINUTES) return undefined
  return sign === '-' && offset > 0 ? -offset : offset
}

/** `2022-06-30T18:47:18+0800`, or `-` if `ms` (since 1970) is undefined: of jobs, queues, templates, workflows. */
export function jobTime(ms: number | undefined, zone: TimeZone): string {
  return ms === undefined ? UNKNOWN_TIME : `${localTime(ms, zone)}${offsetText(zone, '')}`
}

/** `2022-08-09T14:54:17+08:00`, or `-`: of a workflow execution. */
export function executionTime(ms: number | undefined, zone: TimeZone): string {
  return ms === undefined ? UNKNOWN_TIME : `${localTime(ms, zone)}${offsetText(zone, ':')}`
}

/** `2022-08-09 14:54:17+0800`, or `-`: of the callback of a finished workflow. */
export function workflowCallbackTime(ms: number | undefined, zone: TimeZone): string {
  return jobTime(ms, zone).replace('T', ' ')
}

/** `2024-05-06T02:00:00.000Z`: of listings of objects, parts and buckets. `ms` since 1970. */
export function objectTime(ms: number): string {
  return new Date(ms).toISOString()
}

/** RFC 1123, as in `Date` and `Last-Modified`: `Mon, 06 May 2024 02:00:00 GMT`. `ms` since 1970. */
export function httpTime(ms: number): string {
  return new Date(ms).toUTCString()
}

const FILTER_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})([+-]\d{2}:?\d{2}|Z)$/

/**
 * Reads a time of a list filter, in ms since 1970: `2024-01-01T00:00:00+0800`, with a colon in the offset, or `Z`.
 * The `+` may have become a space if a client did not encode it. Throws InvalidArgument.
 */
export function readFilterTime(name: string, text: string): number {
  const match = FILTER_TIME.exec(text.trim().replace(/ (?=\d{2}:?\d{2}$)/, '+'))
  const [, date = '', time = '', zoneText = ''] = match ?? []
  const zone = parseTimeZone(zoneText)
  const local = Date.parse(`${date}T${time}Z`)
  // `Date.parse` rolls 31 February over into March.
  const real = !Number.isNaN(local) && new Date(local).toISOString().startsWith(date)
  if (zone === undefined || !real) {
    throw new ProtocolError('InvalidArgument', `${name} must be a time like 2024-01-01T00:00:00+0800.`)
  }
  return local - zone * 60_000
}

function localTime(ms: number, zone: TimeZone): string {
  return new Date(ms + zone * 60_000).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)
}

function offsetText(zone: TimeZone, separator: '' | ':'): string {
  const minutes = Math.abs(zone)
  return `${zone < 0 ? '-' : '+'}${twoDigits(Math.floor(minutes / 60))}${separator}${twoDigits(minutes % 60)}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
