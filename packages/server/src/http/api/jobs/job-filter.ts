import { z } from 'zod'
import { jobSchema } from '../../../api-schemas/jobs.ts'
import type { JobFilter } from '../../../engine/operator/browse-jobs.ts'
import { FAILURE_CODES } from '../../../jobs/failure-codes.ts'
import { ApiProblem } from '../problem.ts'
import { timeParameter } from '../times.ts'

const MAX_KEY = 1_024

/** What jobs are chosen by, in lists and in bulk actions. */
export const jobFilterFields = {
  bucket: z.string().max(100).optional(),
  queue: z.string().max(100).optional(),
  tag: z.string().max(100).optional(),
  state: jobSchema.shape.state.optional(),
  input: z
    .string()
    .max(MAX_KEY)
    .optional()
    .meta({ description: 'The key of its input, together with `bucket`.' }),
  inputPrefix: z
    .string()
    .max(MAX_KEY)
    .optional()
    .meta({ description: 'What the key of its input begins with, together with `bucket`.' }),
  code: z.enum(FAILURE_CODES).optional().meta({ description: 'Why it failed.' }),
  workflow: z
    .string()
    .max(100)
    .optional()
    .meta({ description: 'The id of its workflow; of one that was deleted, together with `bucket`.' }),
  batch: z.string().max(100).optional().meta({ description: 'The id of its batch.' }),
  since: timeParameter.optional(),
  until: timeParameter.optional(),
}

/** Throws ApiProblem for fields that don't go together. */
export function checkJobFilter({ bucket, input, inputPrefix }: JobFilter): void {
  const name = input === undefined ? 'inputPrefix' : 'input'
  if ((input ?? inputPrefix) !== undefined && bucket === undefined)
    throw new ApiProblem('invalid_argument', `${name} goes with bucket.`)
  if (input !== undefined && inputPrefix !== undefined)
    throw new ApiProblem('invalid_argument', 'Give either input or inputPrefix.')
}
