import { z } from 'zod'
import { callbackSchema } from './callbacks.ts'
import { count, isoTime, nextPage } from './values.ts'

export const jobSchema = z.object({
  id: z.string(),
  sequence: z.int().min(1),
  bucket: z.string(),
  queueId: z.string(),
  tag: z.string(),
  state: z.enum(['Submitted', 'Running', 'Success', 'Failed', 'Pause', 'Cancel']),
  input: z.string().nullable(),
  code: z.string().nullable(),
  message: z.string().nullable(),
  progress: z.int().min(0).max(100),
  tries: count,
  createdAt: isoTime,
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
})

export type JobJson = z.infer<typeof jobSchema>

export const jobPageSchema = z.object({ jobs: z.array(jobSchema), next: nextPage })

/** A job alone, with what it made and the callbacks of its end. */
export const jobDetailSchema = jobSchema.extend({
  outputs: z
    .array(
      z.object({
        region: z.string(),
        bucket: z.string(),
        object: z.string(),
        md5: z.string().meta({ description: 'Lowercase hex.' }),
        bytes: count,
      }),
    )
    .meta({ description: 'Empty until the job has succeeded; of HLS and DASH the list alone.' }),
  workflow: z
    .object({ runId: z.string(), workflowId: z.string(), node: z.string() })
    .nullable()
    .meta({ description: 'The run that the job belongs to.' }),
  batch: z.string().nullable(),
  callbacks: z.array(callbackSchema),
})
