import { z } from 'zod'

/** The parameters of a list that is answered page by page. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(1_000).optional(),
  before: z.coerce.number().int().min(0).optional().meta({ description: 'The `next` of the page before.' }),
}

/** The same, of one bucket or of all. */
export const bucketPageQuery = { bucket: z.string().optional(), ...pageQuery }

export const DEFAULT_LIMIT = 50
