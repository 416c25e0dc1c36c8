import { z } from 'zod'
import { CHECK_STATES } from '../base/check.ts'
import { count } from './values.ts'

const checkSchema = z.object({
  name: z.string(),
  state: z.enum(CHECK_STATES),
  ms: count,
  found: z.string(),
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  problems: z.array(z.object({ state: z.enum(['warning', 'failed']), what: z.string(), advice: z.string() })),
})

export const diagnosisSchema = z.object({
  state: z.enum(['ok', 'warning', 'failed']),
  checks: z.array(checkSchema),
})
export type DiagnosisJson = z.infer<typeof diagnosisSchema>
