import { ProtocolError } from './errors.ts'

/** Minutes east of UTC: 480 is Beijing's +08:00. Every time of the job protocol is shown in one fixed offset. */
export type TimeZone = number

/** How the protocol spells a time that is not known yet. */
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

/** `2022-06-30T18:47:18+0800`, or `-` when `ms` (since 1970) is undefined: jobs, queues, templates, workflows. */
export function jobTime(ms: number | undefined, zone: TimeZone): string {
  return ms === undefined ? UNKNOWN_TIME : `${localTime(ms, zone)}${offsetText(zone, '')}`
}

/** `2022-08-09T14:54:17+08:00`, or `-`: what a workflow execution answers. */
export function executionTime(ms: number | undefined, zone: TimeZone): string {
  return ms === undefined ? UNKNOWN_TIME : `${localTime(ms, zone)}${offsetText(zone, ':')}`
}

/** `2022-08-09 14:54:17+0800`, or `-`: what the callback of a finished workflow says. */
export function workflowCallbackTime(ms: number | undefined, zone: TimeZone): string {
  return jobTime(ms, zone).replace('T', ' ')
}

/** `2024-05-06T02:00:00.000Z`: listings of objects, parts and buckets. `ms` since 1970. */
export function objectTime(ms: number): string {
  return new Date(ms).toISOString()
}

/** RFC 1123, as `Date` and `Last-Modified` have it: `Mon, 06 May 2024 02:00:00 GMT`. `ms` since 1970. */
export function httpTime(ms: number): string {
  return new Date(ms).toUTCString()
}

const FILTER_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})([+-]\d{2}:?\d{2}|Z)$/

/**
 * Reads a time of a list filter, in ms since 1970: `2024-01-01T00:00:00+0800`, with a colon in the offset, or `Z`.
 * A `+` that a client left unencoded may have become a space in front of the offset. Throws InvalidArgument.
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
