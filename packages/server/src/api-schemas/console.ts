import { z } from 'zod'
import { isoTime } from './values.ts'

export const consoleLinkSchema = z.object({
  path: z.string().meta({ description: 'With a code that is good for one browser.' }),
  origin: z.string().nullable().meta({ description: 'Null: the address of the service itself.' }),
  expiresAt: isoTime,
})
