import { z } from 'zod'
import { callbackSchema } from './callbacks.ts'
import { count, isoTime, nextPage, shownElements } from './values.ts'

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
  level: z.int().min(0).max(2).meta({ description: 'Its JobLevel.' }),
  template: z.object({ id: z.string(), name: z.string() }).nullable(),
  userData: z.string().nullable(),
  worker: z.string().nullable().meta({ description: 'Of its last run: host/pid.' }),
  waitedMs: count.nullable().meta({ description: 'From its submission to the start of its last run.' }),
  ranMs: count.nullable().meta({ description: 'How long its last run took; null until it has ended.' }),
  params: shownElements.meta({ description: 'What was asked for, as the protocol names it.' }),
  result: shownElements.nullable().meta({ description: 'What it found out, as the protocol names it.' }),
  request: z.string().meta({ description: 'The XML that asks for the same job again.' }),
  requestElements: shownElements.meta({ description: 'The same as an object, as `POST jobs` takes it.' }),
  runs: z
    .array(
      z.object({
        number: z.int().min(1),
        worker: z.string().nullable(),
        startedAt: isoTime.nullable(),
        endedAt: isoTime,
        cause: z.enum(['broken', 'lost', 'setback', 'returned']),
        message: z.string(),
      }),
    )
    .meta({
      description:
        'The runs that did not end it, the last 50: it broke, its worker was lost, it needed more than the machine has, or it was handed back.',
    }),
})

export type JobDetailJson = z.infer<typeof jobDetailSchema>

/** The jobs of one request, a job for each of its operations. */
export const submittedJobsSchema = z.object({ jobs: z.array(jobSchema) })
