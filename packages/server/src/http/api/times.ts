import { z } from 'zod'

/** An ISO 8601 time with its offset, read as ms since 1970. */
export const timeParameter = z.iso
  .datetime({ offset: true, error: 'it must be a time like 2026-01-31T12:00:00.000Z' })
  .transform((text) => Date.parse(text))

export const toIsoTime = (ms: number): string => new Date(ms).toISOString()
export const toIsoTimeOrNull = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined ? null : toIsoTime(ms)
