import { z } from 'zod'
import { CHECK_STATES } from '../../base/check.ts'
import { ApiProblem } from './problem.ts'
import { readRoute } from './route.ts'

const checkShape = z.object({
  name: z.string(),
  state: z.enum(CHECK_STATES),
  ms: z.int().min(0),
  found: z.string(),
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  problems: z.array(z.object({ state: z.enum(['warning', 'failed']), what: z.string(), advice: z.string() })),
})

const doctor = readRoute({
  path: '/doctor',
  summary: 'Examines the set-up of this process: what is wrong, and what to do about it. Takes some seconds.',
  query: z.strictObject({
    callbackUrl: z
      .string()
      .min(1)
      .max(2_048)
      .optional()
      .meta({ description: 'An address for callbacks that is to be reached; nothing is sent there.' }),
  }),
  answer: z.object({ state: z.enum(['ok', 'warning', 'failed']), checks: z.array(checkShape) }),
  async handle({ diagnose }, { query, signal }) {
    const diagnosis = await diagnose(query, signal)
    if (!diagnosis)
      throw new ApiProblem('conflict', 'An examination is under way: ask again when it is done.')
    const { state, checks } = diagnosis
    return { state, checks: checks.map((check) => ({ ...check, problems: [...check.problems] })) }
  },
})

export const doctorRoutes = [doctor]
