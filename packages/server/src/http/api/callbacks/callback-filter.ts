import { z } from 'zod'
import { callbackSchema, callbackStateFilter } from '../../../api-schemas/callbacks.ts'
import { timeParameter } from '../times.ts'

/** What callbacks are chosen by, in lists and in bulk actions. */
export const callbackFilterFields = {
  state: callbackStateFilter.optional(),
  queue: z.string().max(100).optional(),
  bucket: z.string().max(100).optional(),
  tag: z.string().max(100).optional(),
  endpoint: z
    .string()
    .max(2_048)
    .optional()
    .meta({ description: 'Any address of it; that of LEMNIS_CALLBACK_TO is the endpoint of all callbacks.' }),
  event: callbackSchema.shape.event.optional(),
  answer: z
    .string()
    .regex(/^(?:\d{3}|[a-z-]{2,32})$/, 'it must be a status such as 500, or a cause such as timeout')
    .optional()
    .meta({ description: 'What the last attempt came to: the status of the answer, or the cause.' }),
  since: timeParameter.optional(),
  until: timeParameter.optional(),
}
