import { z } from 'zod'

export const PROBLEM_CODES = [
  'unauthorized',
  'forbidden',
  'misdirected',
  'too_many',
  'not_found',
  'invalid_argument',
  'conflict',
  'method_not_allowed',
  'too_large',
  'invalid_range',
  'unsupported',
  'internal',
  'unavailable',
] as const
export type ProblemCode = (typeof PROBLEM_CODES)[number]

/** The body of every answer that reports an error. */
export const problemSchema = z.object({
  error: z.object({
    code: z.enum(PROBLEM_CODES),
    message: z.string(),
    nodes: z
      .array(z.string())
      .readonly()
      .exactOptional()
      .meta({ description: 'Of a workflow that can’t be saved: the nodes that this is about.' }),
  }),
})
