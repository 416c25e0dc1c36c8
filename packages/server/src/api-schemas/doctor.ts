import { z } from 'zod'
import { CHECK_STATES } from '../base/check.ts'
import { count, isoTime } from './values.ts'

/** What a problem is about, for programs that tell it in words of their own. */
const subjectSchema = z.object({
  kind: z.string(),
  count: count.optional(),
  name: z.string().optional(),
  since: isoTime.optional(),
  bucket: z.string().optional(),
  reason: z.string().optional(),
  waiting: count.optional(),
})

const checkSchema = z.object({
  name: z.string(),
  state: z.enum(CHECK_STATES),
  ms: count,
  found: z.string(),
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  problems: z.array(
    z.object({
      state: z.enum(['warning', 'failed']),
      what: z.string(),
      advice: z.string(),
      about: subjectSchema.optional(),
    }),
  ),
})

export const diagnosisSchema = z.object({
  state: z.enum(['ok', 'warning', 'failed']),
  checks: z.array(checkSchema),
})
export type DiagnosisJson = z.infer<typeof diagnosisSchema>
