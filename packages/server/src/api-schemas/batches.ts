import { z } from 'zod'
import { count, isoTime, nextPage, shownElements } from './values.ts'

export const batchSchema = z.object({
  id: z.string(),
  sequence: z.int().min(1),
  bucket: z.string(),
  type: z.enum(['Job', 'Workflow']),
  name: z.string(),
  workflowId: z.string().nullable(),
  state: z.enum(['Running', 'Success', 'Failed', 'Cancel']),
  code: z.string().nullable(),
  message: z.string().nullable(),
  seen: count.meta({ description: 'Objects that were listed, also those outside of TimeInterval.' }),
  refused: count.meta({ description: 'Entries of a file that name no object of the bucket.' }),
  submitted: count.meta({ description: 'Jobs, or runs of the workflow.' }),
  succeeded: count,
  failed: count,
  cancelled: count,
  createdAt: isoTime,
  endedAt: isoTime.nullable(),
})
/** A batch alone. */
export const batchDetailSchema = batchSchema.extend({
  remaining: z.object({ objects: count, isLowerBound: z.boolean() }).nullable().meta({
    description: 'Objects that are not listed yet; null while a file is read, whose lines are not counted.',
  }),
  request: shownElements.meta({ description: 'Input and Operation, as they were sent.' }),
})

export type BatchDetailJson = z.infer<typeof batchDetailSchema>

/** What a batch over a prefix would take. */
export const batchPreviewSchema = z.object({
  objects: count,
  isLowerBound: z.boolean().meta({ description: 'There are more objects than were looked at.' }),
  first: z.array(z.string()).readonly().meta({ description: 'The keys of the first ten.' }),
})
export type BatchJson = z.infer<typeof batchSchema>

export const batchPageSchema = z.object({ batches: z.array(batchSchema), next: nextPage })
