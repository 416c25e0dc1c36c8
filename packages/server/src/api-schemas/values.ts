import { z } from 'zod'

/** ISO 8601 in UTC with ms. */
export const isoTime = z.string().meta({ format: 'date-time' })

export const count = z.int().min(0)

/** Of one request or response; a header that was sent more than once has a list. */
export const headerFields = z.record(z.string(), z.union([z.string(), z.array(z.string())]))

/** The `next` of a page is the `before` of the page after it; null at the end. */
export const nextPage = z.int().nullable()

/** Elements of the protocol as JSON. */
export const shownElements = z.record(z.string(), z.unknown())
