import { z } from 'zod'
import { diagnosisSchema } from '../../api-schemas/doctor.ts'
import { ApiProblem } from './problem.ts'
import { readRoute } from './route.ts'

const doctorRoute = readRoute({
  path: '/doctor',
  summary: 'Checks the set-up of this process: what is wrong, and how to fix it. Takes some seconds.',
  query: z.strictObject({
    callbackUrl: z.string().min(1).max(2_048).optional().meta({
      description: 'An address for callbacks to try: it is connected to, and nothing is sent there.',
    }),
  }),
  answer: diagnosisSchema,
  async handle({ diagnose }, { query, signal }) {
    const diagnosis = await diagnose(query, signal)
    if (!diagnosis) throw new ApiProblem('conflict', 'The checks are running already: ask again later.')
    const { state, checks } = diagnosis
    return { state, checks: checks.map((check) => ({ ...check, problems: [...check.problems] })) }
  },
})

export const doctorRoutes = [doctorRoute]
