import { z } from 'zod'
import { count, isoTime, nextPage } from './values.ts'

/** Something that an operator did, or that was refused. */
export const auditEntrySchema = z.object({
  sequence: z.int().min(1),
  at: isoTime,
  who: z.string().meta({
    description:
      '`admin token`, `read token`, a session of the console such as `console 1f0c93ab`, or `nobody`.',
  }),
  role: z.enum(['admin', 'reader']).nullable(),
  signedInAt: isoTime.nullable().meta({ description: 'When the session of the console was opened.' }),
  signedInFrom: z.string().nullable().meta({ description: 'From where it was opened.' }),
  address: z.string().meta({ description: 'Where it came from.' }),
  what: z.string().meta({
    description:
      'A route of this API, such as `PATCH /queues/{id}`; an operation on objects, such as `cos:PutObject`; `sign in`, `sign out`.',
  }),
  target: z.string().nullable().meta({ description: 'What was changed or made.' }),
  body: z.unknown().meta({ description: 'A summary of what was asked for, without secrets.' }),
  status: z.int().nullable().meta({ description: 'Of the answer; null: the process ended before it.' }),
  times: count.meta({ description: 'More than one for refusals of one minute.' }),
})
export type AuditEntryJson = z.infer<typeof auditEntrySchema>

export const auditPageSchema = z.object({ entries: z.array(auditEntrySchema), next: nextPage })
